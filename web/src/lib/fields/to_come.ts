/** Stands for a name that is being loaded. A field of its own shows a bar of about that width (`.to-come` in app.css). */
export const toCome = '…';
