// Archiving a deal, from the board or its panel, and the way back.
import { call } from '$lib/api/client';
import type { ApiError } from '$lib/api/problem';
import { t } from '$lib/i18n/index.svelte';
import { boards } from './boards.svelte';
import { place } from './place.svelte';
import { toasts } from './toasts.svelte';
import { offerUndo } from './undo';

export async function archiveDeal(deal: { id: number; title: string }) {
	const stage = boards.current?.stageOf(deal.id);
	try {
		await call('delete', '/deals/{id}', { path: { id: deal.id } });
		offerUndo(t.deal.archived(deal.title));
		if (place.dealId === deal.id) place.go({ deal: undefined });
		await boards.current?.refresh(stage === undefined ? undefined : [stage]);
	} catch (error) {
		const refusal = error as ApiError;
		toasts.bad(refusal.offline ? t.errors.offline : refusal.reason);
	}
}
