// The pipeline that was looked at last on this device.
const key = 'alur.pipeline';

export const lastPipeline = {
	get: (): number => Number(localStorage.getItem(key)),
	set: (id: number) => localStorage.setItem(key, String(id)),
};
