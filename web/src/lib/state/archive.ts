// Archiving a row, from wherever it is shown, and the way back.
import { ApiError } from '$lib/api/problem';
import { rows, type Row } from '$lib/api/rows';
import { pluralOf, titleOf, type EntityName } from '$lib/fields/entity';
import { t } from '$lib/i18n/index.svelte';
import { boards } from './boards.svelte';
import { openDeal } from './deal.svelte';
import { place } from './place.svelte';
import { toasts } from './toasts.svelte';
import { offerUndo, undone } from './undo';

export async function archiveDeal(deal: { id: number; title: string }) {
	const stage = boards.current?.stageOf(deal.id);
	await orSay(async () => {
		await rows.archive('deals', deal.id);
		offerUndo(t.deal.archived(deal.title));
		if (place.dealId === deal.id) place.go({ deal: undefined });
		await Promise.all([openDeal.reload(), boards.current?.refresh(stage === undefined ? undefined : [stage])]);
	});
}

export async function archiveRow(entity: EntityName, row: Row) {
	await orSay(async () => {
		await rows.archive(pluralOf(entity), row.id);
		offerUndo(t.records.archived(titleOf(entity, row)));
	});
	undone.tell();
}

export async function restoreRow(entity: EntityName, row: Row) {
	await orSay(async () => {
		await rows.restore(pluralOf(entity), row.id);
		offerUndo(t.records.restored(titleOf(entity, row)));
	});
	undone.tell();
	if (entity === 'deal') await Promise.all([openDeal.reload(), boards.current?.load()]);
}

async function orSay(deed: () => Promise<void>) {
	try {
		await deed();
	} catch (error) {
		const refusal = error instanceof ApiError ? error : new ApiError(500, { title: t.errors.unexpected });
		toasts.bad(refusal.offline ? t.errors.offline : refusal.reason);
	}
}
