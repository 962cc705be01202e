// The map of the world, from the shapes served beside the page, once.
import feature from './lib/topojson/feature.js';

let loading;

async function load(echarts) {
    const fetched = ['./lib/world/countries-110m.json', './lib/world/codes.json'].map(async path => (await fetch(new URL(path, import.meta.url))).json());
    const [topology, codes] = await Promise.all(fetched);
    const shapes = feature(topology, topology.objects.countries);
    // Antarctica has no traffic and a third of the height.
    shapes.features = shapes.features.filter(shape => shape.id !== '010');
    echarts.registerMap('world', shapes);
    const byNumber = new Map(shapes.features.map(shape => [shape.id, shape.properties.name]));
    const byCode = new Map(codes.map(([two, , number]) => [two, byNumber.get(number)]));
    return { nameOf: code => byCode.get(code) };
}

export function worldMap(echarts) {
    loading ??= load(echarts);
    return loading;
}
