/// The page's script: sorting, filtering and downloads. The page reads well without it.
enum ReportScript {
  static let text = """
    'use strict';
    const files = JSON.parse(document.getElementById('data').textContent);
    const say = (table, text) => { document.getElementById(table.id + '-status').textContent = text; };
    document.querySelectorAll('[data-file]').forEach(button => button.addEventListener('click', () => {
      const name = button.dataset.file;
      const link = document.createElement('a');
      link.href = URL.createObjectURL(new Blob([files[name]], { type: 'text/plain' }));
      link.download = name;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 1000);
    }));
    document.querySelectorAll('button.sort').forEach(button => button.addEventListener('click', () => {
      const head = button.parentElement, table = head.closest('table'), column = head.cellIndex;
      const down = head.getAttribute('aria-sort') === 'ascending';
      table.querySelectorAll('th').forEach(other => other.removeAttribute('aria-sort'));
      head.setAttribute('aria-sort', down ? 'descending' : 'ascending');
      const key = row => {
        const cell = row.cells[column];
        return head.classList.contains('number') ? (cell.dataset.value === '' ? NaN : Number(cell.dataset.value)) : cell.textContent;
      };
      const order = (a, b) => {
        if (typeof a === 'string') return down ? b.localeCompare(a) : a.localeCompare(b);
        if (Number.isNaN(a) || Number.isNaN(b)) return Number.isNaN(a) - Number.isNaN(b);
        return down ? b - a : a - b;
      };
      const body = table.tBodies[0];
      body.append(...[...body.rows].map(row => [key(row), row]).sort((a, b) => order(a[0], b[0])).map(pair => pair[1]));
      say(table, 'Sorted by ' + button.textContent + (down ? ', largest first' : ', smallest first'));
    }));
    document.querySelectorAll('[data-filter]').forEach(input => input.addEventListener('input', () => {
      const table = document.getElementById(input.dataset.filter);
      const words = input.value.toLowerCase().split(/\\s+/).filter(Boolean);
      let shown = 0;
      for (const row of table.tBodies[0].rows) {
        const text = row.textContent.toLowerCase();
        row.hidden = !words.every(word => text.includes(word));
        if (!row.hidden) shown += 1;
      }
      say(table, shown + ' of ' + table.tBodies[0].rows.length + ' rows');
    }));
    window.addEventListener('beforeprint', () => document.querySelectorAll('details').forEach(one => { one.open = one.querySelector('table') !== null; }));
    """
}
