// Links that open a message with its words in it: WhatsApp's click-to-chat, and an e-mail draft (RFC 6068).

export type Person = { phone?: string | null; email?: string | null };
type Message = { kind: string; subject: string; note?: string | null };

/** Lines of a draft end in CR LF (RFC 6068, section 5). */
const escaped = (text: string) => encodeURIComponent(text.replace(/\r?\n/g, '\r\n'));

export function mailDraft(email: string, { subject, note }: Message): string {
	return `mailto:${encodeURIComponent(email).replace('%40', '@')}?subject=${escaped(subject)}${note ? `&body=${escaped(note)}` : ''}`;
}

/** Only numbers that are kept with their country (`+62…`) are found on WhatsApp. */
export function chatDraft(phone: string, { note }: Message): string | undefined {
	if (!/^\+[\d ().-]+$/.test(phone)) return undefined;
	return `https://wa.me/${phone.replace(/\D/g, '')}${note ? `?text=${encodeURIComponent(note)}` : ''}`;
}

/** Undefined where the message is none, or the way to the person is not known. */
export function draftOf(message: Message, { phone, email }: Person): string | undefined {
	if (message.kind === 'email') return email ? mailDraft(email, message) : undefined;
	return message.kind === 'whatsapp' && phone ? chatDraft(phone, message) : undefined;
}
