// The addresses of the app. Each screen is a folder under routes/ and is loaded when first needed.
import { createRouter } from 'sv-router';

export const { navigate, route, isActive, p } = createRouter({
	'/': () => import('./routes/home/Home.svelte'),
	'/sign-in': () => import('./routes/sign-in/SignIn.svelte'),
	'/start': () => import('./routes/start/Start.svelte'),
	'/pipelines/:id': () => import('./routes/board/Board.svelte'),
	'*': () => import('./routes/home/Lost.svelte'),
});
