// A press on a note beside a sheet, e.g. on its undo, is for the note: the sheet stays open.
export function unlessNote(event: Event) {
	if ((event.target as Element | null)?.closest('.toast')) event.preventDefault();
}
