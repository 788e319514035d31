// Says aloud, for those who listen to the page, what has just happened.
class Announcer {
	message = $state('');

	say(message: string) {
		// The same sentence twice is read twice only when the text differs.
		this.message = this.message === message ? message + '\u00a0' : message;
	}
}

export const announcer = new Announcer();
