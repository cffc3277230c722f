// Steps that can be undone and done again; a paste, however large, is one.

const MOST_STEPS = 500;

export class History {
  constructor(grid) {
    this.grid = grid;
    this.done = [];
    this.undone = [];
  }

  // Does something to many cells as one step. changes: [{ cell, after }]
  act(changes) {
    const real = changes.filter(({ cell, after }) => cell.value !== after).map(({ cell, after }) => ({ cell, before: cell.value, after }));
    if (!real.length) return;
    this.remember(real);
    this.grid.write(real);
  }

  // What was typed into a cell becomes a step when the cell is left.
  settle(cell) {
    if (cell.value === cell.settled) return false;
    this.remember([{ cell, before: cell.settled, after: cell.value }]);
    cell.settled = cell.value;
    return true;
  }

  remember(step) {
    this.done.push(step);
    if (this.done.length > MOST_STEPS) this.done.shift();
    this.undone = [];
  }

  undo() {
    return this.walk(this.done, this.undone, "before");
  }

  redo() {
    return this.walk(this.undone, this.done, "after");
  }

  walk(from, to, side) {
    const step = from.pop();
    if (!step) return null;
    to.push(step);
    const open = step.filter(({ cell }) => cell.row.isOpen);
    this.grid.write(open.map((one) => ({ cell: one.cell, after: one[side] })));
    return step[0].cell;
  }
}
