// The present, to the minute, for ages and relative days on the screen.
class Clock {
	now = $state(Date.now());

	constructor() {
		setInterval(() => (this.now = Date.now()), 60_000);
	}
}

export const clock = new Clock();
