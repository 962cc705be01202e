// The map of the world, from the shapes served beside the page, once.
import feature from './lib/topojson/feature.js';

let loading;

// A ring over the date line jumps from one edge of the map to the other and would be drawn as a band across it: it is made whole beyond the edge,
// then cut there.
function cutAtDateLine(ring) {
    const whole = [];
    let turn = 0;
    ring.forEach(([x, y], i) => {
        if (i > 0) {
            const step = x - ring[i - 1][0];
            turn += step > 180 ? -360 : step < -180 ? 360 : 0;
        }
        whole.push([x + turn, y]);
    });
    const sides = [[-540, -180, 360], [-180, 180, 0], [180, 540, -360]];
    return sides.map(([from, until, shift]) => clip(clip(whole, x => x >= from, from), x => x <= until, until).map(([x, y]) => [x + shift, y])).filter(part => part.length > 3);
}

// Sutherland and Hodgman, against one meridian.
function clip(ring, isInside, edge) {
    const kept = [];
    ring.forEach(([x, y], i) => {
        const [fromX, fromY] = ring[(i + ring.length - 1) % ring.length];
        if (isInside(x) !== isInside(fromX)) {
            kept.push([edge, fromY + (y - fromY) * (edge - fromX) / (x - fromX)]);
        }
        if (isInside(x)) {
            kept.push([x, y]);
        }
    });
    return kept;
}

function withoutBands(shape) {
    const polygons = shape.geometry.type === 'Polygon' ? [shape.geometry.coordinates] : shape.geometry.coordinates;
    shape.geometry = { type: 'MultiPolygon', coordinates: polygons.flatMap(([outer, ...holes]) => cutAtDateLine(outer).map((part, i) => (i === 0 ? [part, ...holes] : [part]))) };
    return shape;
}

// The middle of the largest part.
function middleOf(shape) {
    const boxes = shape.geometry.coordinates.map(([outer]) => {
        const [xs, ys] = [outer.map(p => p[0]), outer.map(p => p[1])];
        return [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
    });
    const [left, right, low, high] = boxes.reduce((most, box) => ((box[1] - box[0]) * (box[3] - box[2]) > (most[1] - most[0]) * (most[3] - most[2]) ? box : most));
    return [(left + right) / 2, (low + high) / 2];
}

async function load(echarts) {
    const fetched = ['./lib/world/countries-110m.json', './lib/world/codes.json'].map(async path => (await fetch(new URL(path, import.meta.url))).json());
    const [topology, codes] = await Promise.all(fetched);
    const shapes = feature(topology, topology.objects.countries);
    // Antarctica has no traffic and a third of the height.
    shapes.features = shapes.features.filter(shape => shape.id !== '010').map(withoutBands);
    echarts.registerMap('world', shapes);
    const byNumber = new Map(shapes.features.map(shape => [shape.id, shape.properties.name]));
    const places = new Map(shapes.features.map(shape => [shape.id, middleOf(shape)]));
    const numbers = new Map(codes.map(([two, , number]) => [two, number]));
    return { nameOf: code => byNumber.get(numbers.get(code)), placeOf: code => places.get(numbers.get(code)) };
}

export function worldMap(echarts) {
    loading ??= load(echarts);
    return loading;
}
