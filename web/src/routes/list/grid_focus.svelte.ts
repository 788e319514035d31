// Which cell of a list has the keyboard, and how it walks. Only rows in view are in the page, so a row
// is scrolled to before its cell can be focused.
import { tick } from 'svelte';

export class GridFocus {
	row = $state(0);
	column = $state(0);
	scrollTo: ((row: number) => void) | undefined;
	grid: HTMLElement | undefined;

	/** Walks by so many rows and columns, within a grid of this size. */
	walk(rows: number, columns: number, size: { rows: number; columns: number }) {
		this.to(this.row + rows, this.column + columns, size);
	}

	to(row: number, column: number, size: { rows: number; columns: number }) {
		this.row = Math.max(0, Math.min(size.rows - 1, row));
		this.column = Math.max(0, Math.min(size.columns - 1, column));
		void this.show();
	}

	async show() {
		await tick();
		this.scrollTo?.(this.row);
		this.#focusSoon(12);
	}

	#focusSoon(frames: number) {
		const cell = this.grid?.querySelector<HTMLElement>(`[data-row="${this.row}"] [data-column="${this.column}"]`);
		if (cell) return (cell.querySelector<HTMLElement>('a, button, input') ?? cell).focus();
		if (frames > 0) requestAnimationFrame(() => this.#focusSoon(frames - 1));
	}
}
