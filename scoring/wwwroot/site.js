// What pages do beyond HTML: theme, keys, live queue, copying. Every page works without it, charts and live updates apart.
import { startCharts, redrawCharts } from './charts.js';

const byId = id => document.getElementById(id);

function theme() {
    const button = byId('theme');
    const root = document.documentElement;
    const isDark = () => (root.dataset.theme || (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light')) === 'dark';
    button.hidden = false;
    button.addEventListener('click', () => {
        root.dataset.theme = isDark() ? 'light' : 'dark';
        document.cookie = `det0131_theme=${root.dataset.theme}; path=/; max-age=31536000; samesite=strict`;
        redrawCharts();
    });
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redrawCharts);
}

// j and k walk over the rows of the queue, or the findings of an alert.
function keys() {
    const help = byId('help');
    const rows = () => [...document.querySelectorAll('#queue tbody tr')];
    const findings = () => [...document.querySelectorAll('.finding > summary')];
    let at = -1;

    function move(by) {
        const list = rows().length > 0 ? rows() : findings();
        if (list.length === 0) {
            return;
        }
        const focused = list.findIndex(item => item.contains(document.activeElement));
        at = Math.max(0, Math.min(list.length - 1, (focused >= 0 ? focused : at) + by));
        list.forEach((item, index) => item.classList.toggle('at', index === at));
        (list[at].querySelector('a.open') ?? list[at]).focus();
        list[at].scrollIntoView({ block: 'nearest' });
    }

    const actions = {
        j: () => move(1),
        k: () => move(-1),
        '/': () => byId('search') ? byId('search').focus() : location.assign('/'),
        '?': () => help?.showModal(),
        e: () => byId('expand')?.click(),
        c: () => byId('comment')?.focus(),
        u: () => byId('back')?.click(),
    };
    document.addEventListener('keydown', event => {
        const isTyping = event.target.closest('input, select, textarea, dialog');
        if (event.key === 'Escape' && isTyping && event.target.id === 'search') {
            event.target.blur();
        } else if (!isTyping && !event.ctrlKey && !event.metaKey && !event.altKey && Object.hasOwn(actions, event.key)) {
            event.preventDefault();
            actions[event.key]();
        }
    });
    document.addEventListener('focusin', event => {
        const row = event.target.closest('#queue tbody tr');
        rows().forEach(item => item.classList.toggle('at', item === row));
    });
}

// Counts alerts that came or changed; the list itself moves only when somebody asks. The browser comes back by itself when the connection
// breaks, and names the last change that it saw.
function live() {
    const banner = byId('live');
    if (!banner || !window.EventSource) {
        return;
    }
    const fresh = new Set();
    const changed = new Set();
    const showsCut = banner.dataset.cut === 'true';
    const stream = new EventSource(`${banner.dataset.stream}?since=${encodeURIComponent(banner.dataset.cursor)}`);
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = 'Show';
    button.addEventListener('click', () => location.reload());
    const said = document.createElement('span');
    stream.addEventListener('alert', event => {
        const alert = JSON.parse(event.data);
        const isCut = alert.overBudget || alert.suppressedBy || alert.mergedInto;
        if (isCut && !showsCut && !document.querySelector(`#queue [data-id="${CSS.escape(alert.id)}"]`)) {
            return;
        }
        if (alert.revision === 1 || fresh.has(alert.id)) {
            fresh.add(alert.id);
        } else {
            changed.add(alert.id);
        }
        const counts = [[fresh.size, 'new'], [changed.size, 'changed']].filter(([count]) => count > 0);
        said.textContent = counts.map(([count, what]) => `${count} ${what}`).join(', ');
        if (banner.hidden) {
            banner.append(said, button);
            banner.hidden = false;
        }
    });
    addEventListener('pagehide', () => stream.close());
}

function alertPage() {
    const expand = byId('expand');
    if (expand) {
        expand.hidden = false;
        expand.addEventListener('click', () => {
            const all = [...document.querySelectorAll('.finding')];
            const open = all.some(item => !item.open);
            all.forEach(item => { item.open = open; });
            expand.textContent = open ? 'Close all' : 'Open all';
        });
    }
    const mine = byId('mine');
    if (mine) {
        mine.hidden = false;
        mine.addEventListener('click', () => { byId('owner').value = byId('owner').dataset.me; });
    }
    const said = text => { byId('copied').textContent = text; };
    for (const link of document.querySelectorAll('[data-copy], [data-copy-link]')) {
        link.addEventListener('click', async event => {
            if (!navigator.clipboard || event.ctrlKey || event.metaKey || event.shiftKey) {
                return; // the link itself leads to the text
            }
            event.preventDefault();
            try {
                const text = link.hasAttribute('data-copy') ? await (await fetch(link.href)).text() : link.href;
                await navigator.clipboard.writeText(text);
                said(`${link.textContent} copied.`);
            } catch {
                location.assign(link.href);
            }
        });
    }
}

function confirmations() {
    for (const form of document.querySelectorAll('form[data-confirm]')) {
        form.addEventListener('submit', event => {
            if (!confirm(form.dataset.confirm)) {
                event.preventDefault();
            }
        });
    }
}

// What is under way is looked at again; the page has a link for browsers without script.
function waiting() {
    const section = document.querySelector('[data-reload]');
    if (section) {
        setTimeout(() => location.replace(location.href), Number(section.dataset.reload) * 1000);
    }
}

theme();
keys();
live();
alertPage();
confirmations();
waiting();
startCharts();
