// Draws the page's charts from the numbers beside it. Colours are the sheet's, so that the theme and print are one thing.
(() => {
    'use strict';
    const charts = JSON.parse(document.getElementById('charts').textContent);
    const drawn = [];
    const colour = name => {
        // light-dark() is only resolved where it is a used colour.
        const probe = document.createElement('i');
        probe.style.color = `var(${name})`;
        document.body.append(probe);
        const value = getComputedStyle(probe).color;
        probe.remove();
        return value;
    };

    const axis = (told, ink) => ({
        type: told.names ? 'category' : told.isLog ? 'log' : 'value',
        name: told.name,
        nameLocation: 'middle',
        nameGap: 30,
        data: told.names ?? undefined,
        scale: told.isLog,
        max: told.max ?? undefined,
        nameTextStyle: { color: ink.soft },
        axisLabel: { color: ink.soft, hideOverlap: true, width: 220, overflow: 'truncate' },
        axisLine: { lineStyle: { color: ink.line } },
        splitLine: { show: !told.names, lineStyle: { color: ink.line } },
    });

    const whisker = flip => (params, api) => {
        const at = value => api.coord(flip ? [value, api.value(0)] : [api.value(0), value]);
        const [low, high] = [at(api.value(1)), at(api.value(2))];
        const stroke = { stroke: api.visual('color'), lineWidth: 1.5 };
        const [x, y] = flip ? [0, 4] : [4, 0];
        const line = (a, b) => ({ type: 'line', shape: { x1: a[0], y1: a[1], x2: b[0], y2: b[1] }, style: stroke });
        return { type: 'group', children: [
            line(low, high),
            line([low[0] - x, low[1] - y], [low[0] + x, low[1] + y]),
            line([high[0] - x, high[1] - y], [high[0] + x, high[1] + y]),
        ] };
    };

    const option = chart => {
        const ink = { ink: colour('--ink'), soft: colour('--soft'), line: colour('--line') };
        const flip = chart.isHorizontal;
        const can = p => (!chart.x.isLog || p.x > 0) && (!chart.y.isLog || p.y > 0);
        const series = [];
        chart.series.forEach((told, i) => {
            const own = colour(`--c${i % 6}`);
            const points = told.points.filter(can);
            series.push({
                name: told.name,
                type: told.kind === 'Bar' ? 'bar' : told.kind === 'Point' ? 'scatter' : 'line',
                step: told.kind === 'Step' ? 'end' : undefined,
                showSymbol: points.length < 40 && told.kind === 'Line',
                symbolSize: 8,
                barMaxWidth: 26,
                itemStyle: { color: own },
                lineStyle: { color: own, width: 2 },
                data: points.map(p => flip ? [p.y, p.x] : [p.x, p.y]),
            });
            const ranged = points.filter(p => p.low !== null && p.high !== null);
            if (ranged.length > 0 && told.kind !== 'Bar') {
                series.push({
                    name: told.name, type: 'custom', renderItem: whisker(flip), itemStyle: { color: own }, silent: true,
                    data: ranged.map(p => [p.x, chart.y.isLog ? Math.max(p.low, p.y / 1000) : p.low, p.high]),
                    encode: flip ? { x: [1, 2], y: 0 } : { x: 0, y: [1, 2] },
                });
            }
        });
        const x = axis(chart.x, ink);
        const y = { ...axis(chart.y, ink), nameGap: flip ? 30 : 46 };
        if (flip) { x.inverse = true; x.name = ''; }
        return {
            animation: false,
            textStyle: { color: ink.ink, fontFamily: 'inherit' },
            aria: { enabled: true },
            legend: { show: chart.series.length > 1, top: 0, textStyle: { color: ink.ink } },
            grid: { left: 12, right: 24, top: chart.series.length > 1 ? 34 : 14, bottom: 34, containLabel: true },
            tooltip: { trigger: 'item', renderMode: 'richText', confine: true },
            xAxis: flip ? y : x,
            yAxis: flip ? x : y,
            series,
        };
    };

    const draw = () => {
        drawn.forEach(chart => chart.dispose());
        drawn.length = 0;
        document.querySelectorAll('figure[data-chart]').forEach(figure => {
            const chart = echarts.init(figure.querySelector('.plot'), null, { renderer: 'svg' });
            chart.setOption(option(charts[Number(figure.dataset.chart)]));
            drawn.push(chart);
            figure.dataset.drawn = 'true';
        });
    };

    draw();
    addEventListener('resize', () => drawn.forEach(chart => chart.resize()));
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw);
    addEventListener('beforeprint', () => { document.documentElement.dataset.theme = 'light'; draw(); });
    addEventListener('afterprint', () => { delete document.documentElement.dataset.theme; draw(); });
})();
