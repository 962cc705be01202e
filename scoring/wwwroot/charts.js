// Draws the figures whose data stands beside them in the page. The chart library is loaded only where there is a figure.
import { chartOptions } from './chart-options.js';

const drawn = new Map();
let library;

function colour(name) {
    const probe = document.createElement('span');
    probe.hidden = true;
    probe.style.color = `var(${name})`;
    document.body.append(probe);
    const value = getComputedStyle(probe).color;
    probe.remove();
    return value;
}

function palette() {
    const names = { ink: '--ink', soft: '--soft', line: '--line', paper: '--card', sunken: '--sunken', accent: '--accent', plus: '--plus', minus: '--minus', others: '--others' };
    return Object.fromEntries(Object.entries(names).map(([key, name]) => [key, colour(name)]));
}

async function draw(figure) {
    if (drawn.has(figure)) {
        return;
    }
    const canvas = document.createElement('div');
    canvas.className = 'canvas';
    canvas.setAttribute('aria-hidden', 'true'); // the table below holds the same
    figure.prepend(canvas);
    drawn.set(figure, null);
    library ??= import('./lib/echarts/echarts.mjs');
    const echarts = await library;
    const data = JSON.parse(figure.querySelector('script[type="application/json"]').textContent);
    const chart = echarts.init(canvas, null, { renderer: 'canvas' });
    drawn.set(figure, { chart, data });
    await paint(figure);
    new ResizeObserver(() => {
        // A closed section has no size, and a map cannot be laid out in none.
        const isChanged = canvas.clientWidth !== chart.getWidth() || canvas.clientHeight !== chart.getHeight();
        if (isChanged && canvas.clientWidth > 0 && canvas.clientHeight > 0) {
            chart.resize();
        }
    }).observe(canvas);
    figure.dataset.drawn = 'true';
}

async function paint(figure) {
    const { chart, data } = drawn.get(figure);
    const option = await chartOptions[figure.dataset.chart](data, palette(), await library);
    const isStill = matchMedia('(prefers-reduced-motion: reduce)').matches;
    chart.setOption({ animation: !isStill, animationDuration: 200, backgroundColor: 'transparent', ...option }, true);
}

export function startCharts() {
    const figures = [...document.querySelectorAll('figure.chart')];
    const seen = new IntersectionObserver(entries => {
        for (const entry of entries.filter(e => e.isIntersecting)) {
            seen.unobserve(entry.target);
            draw(entry.target);
        }
    }, { rootMargin: '300px' });
    figures.forEach(figure => seen.observe(figure));
}

export function redrawCharts() {
    for (const [figure, state] of drawn) {
        if (state) {
            paint(figure);
        }
    }
}
