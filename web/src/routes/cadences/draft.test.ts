import { describe, expect, it } from 'vitest';
import { draftOf } from './draft';

const siti = { phone: '+62 812-3456', email: 'siti@example.com' };

describe('a planned message', () => {
	it('opens a chat with its words', () => {
		expect(draftOf({ kind: 'whatsapp', subject: 'Greet', note: 'Halo & selamat pagi' }, siti)).toBe('https://wa.me/628123456?text=Halo%20%26%20selamat%20pagi');
	});

	it('opens an e-mail draft with subject and body, line by line', () => {
		expect(draftOf({ kind: 'email', subject: 'Offer?', note: 'Dear Siti,\nbye' }, siti)).toBe('mailto:siti@example.com?subject=Offer%3F&body=Dear%20Siti%2C%0D%0Abye');
	});

	it('does not smuggle headers in by the address', () => {
		expect(draftOf({ kind: 'email', subject: 'x' }, { email: 'a@b.example?bcc=c@d.example' })).toBe('mailto:a@b.example%3Fbcc%3Dc%40d.example?subject=x');
	});

	it('has no link where the way is not known, or where it is no message', () => {
		expect(draftOf({ kind: 'whatsapp', subject: 'x' }, { phone: '0812' })).toBeUndefined();
		expect(draftOf({ kind: 'email', subject: 'x' }, {})).toBeUndefined();
		expect(draftOf({ kind: 'call', subject: 'x' }, siti)).toBeUndefined();
	});
});
