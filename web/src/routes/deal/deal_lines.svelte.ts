// What is sold in a deal: its product lines, and what they come to.
import { call } from '$lib/api/client';
import type { ApiError } from '$lib/api/problem';
import type { components } from '$lib/api/schema';
import type { Deal, Product } from '$lib/api/types';
import { t } from '$lib/i18n/index.svelte';
import { add, lineValue } from '$lib/money';
import { Answers } from '$lib/state/answers';
import { names } from '$lib/state/names.svelte';
import { toasts } from '$lib/state/toasts.svelte';
import { offerUndo } from '$lib/state/undo';

export type DealLine = components['schemas']['DealLine'];

const most = 200;

/** What a line comes to; undefined while it has no price. */
export function valueOf(line: DealLine): string | undefined {
	return line.unit_price ? lineValue(line.quantity, line.unit_price, line.discount) : undefined;
}

export class DealLines {
	items = $state.raw<DealLine[]>([]);
	loaded = $state(false);
	error = $state.raw<ApiError>();
	readonly #dealId: number;
	readonly #answers = new Answers();

	constructor(dealId: number) {
		this.#dealId = dealId;
	}

	/** Of the lines in this currency; undefined where none has a price. */
	total(currency: string): string | undefined {
		const values = this.items.filter((line) => line.currency === currency).map(valueOf).filter((one) => one !== undefined);
		return values.length > 0 ? values.reduce((sum, one) => add(sum, one)) : undefined;
	}

	async load() {
		try {
			const page = await this.#answers.latest(() => call('get', '/deal_lines', { query: { deal_id: this.#dealId, limit: most } }));
			if (!page) return;
			this.items = page.items;
			this.error = undefined;
			this.loaded = true;
		} catch (error) {
			this.error = error as ApiError;
		}
	}

	/** One of the product, at its list price where that is in the deal's currency. Throws the refusal. */
	async add(deal: Deal, productId: number) {
		const product: Product = await call('get', '/products/{id}', { path: { id: productId } });
		const price = product.price && product.currency === deal.currency ? { unit_price: product.price } : {};
		names.learn('product', product);
		await call('post', '/deal_lines', { body: { deal_id: deal.id, product_id: productId, quantity: 1, currency: deal.currency, ...price } });
		await this.load();
		offerUndo(t.dealPage.lineAdded(product.name));
	}

	/** Throws the refusal, for the field. */
	async change(line: DealLine, field: 'quantity' | 'unit_price' | 'discount', value: unknown) {
		const now = await call('patch', '/deal_lines/{id}', { path: { id: line.id }, body: { [field]: value } });
		this.#show(this.items.map((one) => (one.id === now.id && one.revision <= now.revision ? now : one)));
		offerUndo(t.dealPage.lineChanged(this.name(line)));
	}

	async remove(line: DealLine) {
		const others = () => this.items.filter((one) => one.id !== line.id);
		this.#show(others());
		try {
			await call('delete', '/deal_lines/{id}', { path: { id: line.id } });
			this.#show(others());
			offerUndo(t.dealPage.lineRemoved(this.name(line)));
		} catch (error) {
			const refusal = error as ApiError;
			this.#show([...others(), line].toSorted((a, b) => a.id - b.id));
			toasts.bad(refusal.offline ? t.errors.offline : refusal.reason);
		}
	}

	#show(items: DealLine[]) {
		this.items = items;
		this.#answers.changed();
	}

	name(line: DealLine): string {
		return names.name('product', line.product_id) ?? '…';
	}
}
