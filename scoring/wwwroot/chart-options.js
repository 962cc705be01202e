// One function for each kind of figure: from its data and the page's colours to the chart library's options.
import { worldMap } from './world.js';

const days = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const hours = Array.from({ length: 24 }, (_, hour) => String(hour).padStart(2, '0'));

// Drawn in the canvas: the library's HTML tooltips would need inline styles.
function tooltip(colours, formatter, more = {}) {
    return {
        renderMode: 'richText', confine: true, backgroundColor: colours.paper, borderColor: colours.line, borderWidth: 1, padding: [6, 8],
        textStyle: { color: colours.ink, fontSize: 12 }, formatter, ...more,
    };
}

const text = (colours, more = {}) => ({ color: colours.soft, fontSize: 11, ...more });

// Braces are the library's own markup in rich text.
const plain = value => String(value).replaceAll('{', '(').replaceAll('}', ')').replaceAll('|', '¦');

function hourGrid(own, of) {
    return own.map((count, slot) => [slot % 24, Math.floor(slot / 24), of(slot) > 0 ? count / of(slot) : 0, count]);
}

function hoursChart(data, colours) {
    const hasPeers = data.peerDates > 0;
    const grids = hasPeers ? [{ left: 40, right: '52%', top: 22, bottom: 22 }, { left: '52%', right: 8, top: 22, bottom: 22 }] : [{ left: 40, right: 8, top: 22, bottom: 22 }];
    const peerMost = Math.max(1, ...data.peers);
    const sets = [hourGrid(data.own, slot => data.ofDay[Math.floor(slot / 24)]), hourGrid(data.peers, () => peerMost)].slice(0, grids.length);
    const line = { axisLine: { show: false }, axisTick: { show: false }, splitArea: { show: false } };
    return {
        grid: grids,
        title: [data.entity, data.peerName].slice(0, grids.length).map((name, i) => ({ text: plain(name), left: i === 0 ? 40 : '52%', top: 0, textStyle: { ...text(colours), fontWeight: 'normal', width: 220, overflow: 'truncate' } })),
        xAxis: grids.map((_, i) => ({ type: 'category', data: hours, gridIndex: i, axisLabel: text(colours, { interval: 5 }), ...line })),
        yAxis: grids.map((_, i) => ({ type: 'category', data: days, gridIndex: i, inverse: true, axisLabel: i === 0 ? text(colours) : { show: false }, ...line })),
        visualMap: { show: false, min: 0, max: 1, dimension: 2, inRange: { color: [colours.sunken, colours.accent] } },
        tooltip: tooltip(colours, p => `${days[p.value[1]]} ${hours[p.value[0]]} h: ${p.value[3]} ${p.seriesIndex === 0 ? `of ${data.ofDay[p.value[1]]} dates` : 'dates of peers'}`),
        series: sets.map((set, i) => ({
            type: 'heatmap', xAxisIndex: i, yAxisIndex: i, data: set, itemStyle: { borderColor: colours.paper, borderWidth: 1 }, emphasis: { itemStyle: { borderColor: colours.ink } },
            markPoint: data.marked === null ? undefined : {
                symbol: 'rect', symbolSize: i === 0 ? [13, 19] : [13, 19], silent: true,
                itemStyle: { color: 'transparent', borderColor: colours.plus, borderWidth: 2.5 }, data: [{ coord: [data.marked % 24, Math.floor(data.marked / 24)] }],
            },
        })),
    };
}

function volumeChart(data, colours) {
    const place = value => {
        const at = data.bars.findLastIndex(bar => bar.from <= value);
        return at < 0 ? 0 : at;
    };
    const marks = [
        data.observed === null ? null : { xAxis: place(data.observed), label: { formatter: `observed ${plain(data.observedLabel)}`, color: colours.plus, position: 'end', align: place(data.observed) > data.bars.length * 0.8 ? 'right' : 'center' }, lineStyle: { color: colours.plus, width: 2, type: 'solid' } },
        data.surprising === null ? null : { xAxis: place(data.surprising), label: { formatter: `surprising from ${plain(data.surprisingLabel)}`, color: colours.soft, position: 'insideEndTop' }, lineStyle: { color: colours.soft, type: 'dashed' } },
    ].filter(Boolean);
    const bar = (name, key, colour, axis) => ({ name, type: 'bar', yAxisIndex: axis, data: data.bars.map(b => b[key]), itemStyle: { color: colour }, barGap: '10%', barCategoryGap: '15%' });
    const axis = { type: 'value', minInterval: 1, splitLine: { lineStyle: { color: colours.line } }, axisLabel: text(colours), nameTextStyle: text(colours) };
    return {
        grid: { left: 44, right: 44, top: 46, bottom: 24 },
        legend: { top: 0, left: 0, itemWidth: 12, itemHeight: 8, textStyle: text(colours), data: [plain(data.entity), 'others'] },
        tooltip: tooltip(colours, points => `${data.bars[points[0].dataIndex].label} and up: ${points.map(p => `${p.seriesName} ${p.value}`).join(', ')}`, { trigger: 'axis', axisPointer: { type: 'shadow' } }),
        xAxis: { type: 'category', data: data.bars.map(b => b.label), axisLabel: text(colours, { hideOverlap: true }), axisLine: { lineStyle: { color: colours.line } }, axisTick: { show: false } },
        yAxis: [{ ...axis, name: `${data.period}s` }, { ...axis, splitLine: { show: false } }],
        series: [{ ...bar(plain(data.entity), 'own', colours.accent, 0), markLine: { symbol: 'none', silent: true, animation: false, data: marks, label: { fontSize: 11 } } }, bar('others', 'others', colours.others, 1)],
    };
}

async function countriesChart(data, colours, echarts) {
    const { nameOf, placeOf } = await worldMap(echarts);
    const at = data.observed === null ? undefined : placeOf(data.observed);
    const most = Math.max(1, ...data.countries.map(c => c.periods));
    const rows = data.countries.filter(c => nameOf(c.code)).map(c => {
        const isObserved = c.code === data.observed;
        return {
            name: nameOf(c.code), value: c.periods, code: c.code, others: c.others,
            itemStyle: isObserved ? { borderColor: colours.plus, borderWidth: 2, areaColor: c.periods === 0 ? colours.plus : undefined } : undefined,
        };
    });
    return {
        visualMap: { show: false, min: 0, max: most, inRange: { color: [colours.sunken, colours.accent] } },
        tooltip: tooltip(colours, p => p.data ? `${plain(p.name)} (${plain(p.data.code)}): ${p.data.value} ${data.period}s, ${p.data.others} others` : plain(p.name)),
        series: [{
            type: 'map', map: 'world', roam: false, data: rows, selectedMode: false, top: 4, bottom: 4, left: 0, right: 0,
            itemStyle: { areaColor: colours.sunken, borderColor: colours.paper, borderWidth: 0.5 }, label: { show: false },
            emphasis: { label: { show: false }, itemStyle: { areaColor: undefined, borderColor: colours.ink } },
            // A small country is no more than a few pixels: a ring says where to look.
            markPoint: at ? { symbol: 'circle', symbolSize: 16, silent: true, itemStyle: { color: 'transparent', borderColor: colours.plus, borderWidth: 2 }, label: { show: false }, data: [{ coord: at }] } : undefined,
        }],
    };
}

// Steps from left to right; a name may stand in several steps, so each node is its step and its name.
function lineageChart(data, colours) {
    const columns = [];
    const node = (step, name, isObserved) => {
        const column = columns[step] ??= new Map();
        const known = column.get(name);
        column.set(name, { isObserved: isObserved || known?.isObserved === true });
        return `${step} ${name}`;
    };
    const first = Math.min(...data.links.map(l => l.step));
    const links = data.links.map(l => ({
        source: node(l.step - first, l.from, l.observed), target: node(l.step - first + 1, l.to, l.observed), link: l,
        lineStyle: { color: l.observed ? colours.plus : colours.soft, opacity: l.observed ? 1 : 0.45, width: 1 + Math.log2(l.periods + 1) * 0.6, type: l.periods === 0 ? 'dashed' : 'solid' },
    }));
    const last = columns.length - 1;
    const nodes = columns.flatMap((column, step) => [...column].map(([name, state], index) => ({
        name: `${step} ${name}`, value: [step, (index + 0.5) / column.size], symbolSize: 9,
        itemStyle: { color: state.isObserved ? colours.plus : colours.accent },
        label: { show: true, position: step === 0 ? 'left' : step === last ? 'right' : 'top', color: colours.ink, fontSize: 11, formatter: plain(name), width: 150, overflow: 'truncate' },
    })));
    const hidden = { type: 'value', show: false };
    return {
        tooltip: tooltip(colours, p => p.dataType === 'edge' ? `${plain(p.data.link.from)} → ${plain(p.data.link.to)}: ${p.data.link.periods} ${data.period}s here, ${p.data.link.others} others` : plain(p.name.slice(p.name.indexOf(' ') + 1))),
        // On axes: a graph's own layout is stretched to the figure, and its dots with it.
        grid: { left: '22%', right: '22%', top: 16, bottom: 10 },
        xAxis: { ...hidden, min: 0, max: Math.max(1, last) }, yAxis: { ...hidden, min: 0, max: 1, inverse: true },
        series: [{
            type: 'graph', coordinateSystem: 'cartesian2d', roam: false, data: nodes, links,
            edgeSymbol: ['none', 'arrow'], edgeSymbolSize: 6, lineStyle: { curveness: 0.1 }, emphasis: { disabled: true },
        }],
    };
}

function timelineChart(data, colours) {
    const kinds = [...new Set(data.events.map(e => e.kind))];
    const local = at => new Date(at + data.offset * 60000);
    const clock = at => local(at).toISOString().slice(11, 19);
    const points = data.events.map(e => ({
        value: [e.at, kinds.indexOf(e.kind)], text: e.text,
        symbolSize: e.bytes ? Math.min(18, 6 + Math.log10(e.bytes + 1)) : 6,
        itemStyle: { color: e.own ? colours.plus : colours.accent, opacity: e.own ? 0.95 : 0.55 },
    }));
    return {
        grid: { left: 96, right: 16, top: 10, bottom: 24 },
        tooltip: tooltip(colours, p => `${clock(p.value[0])} ${plain(p.data.text)}`, { textStyle: { color: colours.ink, fontSize: 12, width: 360, overflow: 'break' } }),
        xAxis: { type: 'value', min: data.from - 3600000, max: data.until + 3600000, splitNumber: 6, axisLabel: text(colours, { formatter: at => clock(at).slice(0, 5), hideOverlap: true }), splitLine: { lineStyle: { color: colours.line, opacity: 0.6 } } },
        yAxis: { type: 'category', data: kinds, axisLabel: text(colours), axisTick: { show: false }, axisLine: { show: false } },
        series: [{
            type: 'scatter', data: points,
            markArea: { silent: true, itemStyle: { color: colours.plus, opacity: 0.1 }, data: [[{ xAxis: data.from }, { xAxis: Math.max(data.until, data.from + 60000) }]] },
        }],
    };
}

function driftChart(data, colours) {
    const colourOf = { little: colours.others, some: colours.accent, much: colours.plus };
    const most = Math.max(0.3, ...data.features.map(f => f.index));
    return {
        grid: { left: 8, right: 52, top: 4, bottom: 22, containLabel: true },
        tooltip: tooltip(colours, p => `${plain(p.name)}: ${p.value.toFixed(3)}, ${data.features[p.dataIndex].reading}`),
        xAxis: { type: 'value', min: 0, max: most, axisLabel: text(colours, { hideOverlap: true, showMaxLabel: false }), splitLine: { lineStyle: { color: colours.line } } },
        yAxis: { type: 'category', inverse: true, data: data.features.map(f => plain(f.name)), axisLabel: text(colours, { interval: 0, width: 190, overflow: 'truncate' }), axisTick: { show: false }, axisLine: { lineStyle: { color: colours.line } } },
        series: [{
            type: 'bar', barMaxWidth: 14, data: data.features.map(f => ({ value: f.index, itemStyle: { color: colourOf[f.reading] ?? colours.others } })),
            label: { show: true, position: 'right', color: colours.soft, fontSize: 11, formatter: p => p.value.toFixed(3) },
        }],
    };
}

export const chartOptions = { drift: driftChart, hours: hoursChart, volume: volumeChart, countries: countriesChart, lineage: lineageChart, timeline: timelineChart };
