// Makes a component of an icon's shapes. A board shows hundreds of icons, so each is two elements, copied from a
// template: the set's own components build each shape anew, with all its attributes.
import type { IconNode } from 'lucide';
import type { Component } from 'svelte';
import Drawn from './Icon.svelte';

export type IconProps = { size?: number; class?: string; 'aria-hidden'?: 'true'; 'aria-label'?: string | undefined };
export type Icon = Component<IconProps>;

type Attributes = Record<string, string | number | undefined>;

/** All shapes as one path: https://www.w3.org/TR/SVG2/shapes.html gives the path of each. */
export function pathOf(shapes: IconNode): string {
	return shapes.map(([tag, attributes]) => paths[tag]!(attributes as Attributes)).join('');
}

const paths: Record<string, (shape: Attributes) => string> = {
	// A path of its own may begin with a relative move, from the origin; behind another it would go on from there.
	path: ({ d }) => String(d).replace(/^m/, 'M0 0m'),
	line: ({ x1, y1, x2, y2 }) => `M${x1} ${y1}L${x2} ${y2}`,
	polyline: ({ points }) => `M${points}`,
	polygon: ({ points }) => `M${points}Z`,
	circle: ({ cx, cy, r }) => round(Number(cx), Number(cy), Number(r)),
	rect: ({ x, y, width, height, rx = 0 }) => rectangle(Number(x), Number(y), Number(width), Number(height), Number(rx)),
};

const round = (x: number, y: number, r: number) => `M${x + r} ${y}a${r} ${r} 0 1 1 ${-2 * r} 0a${r} ${r} 0 1 1 ${2 * r} 0Z`;

function rectangle(x: number, y: number, width: number, height: number, r: number): string {
	const corner = (toX: number, toY: number) => `a${r} ${r} 0 0 1 ${toX} ${toY}`;
	return `M${x + r} ${y}h${width - 2 * r}${corner(r, r)}v${height - 2 * r}${corner(-r, r)}h${2 * r - width}${corner(-r, -r)}v${2 * r - height}${corner(r, -r)}Z`;
}

/** The icon is read aloud where it has a label, and else hidden from those who listen. */
export function icon(shapes: IconNode): Icon {
	const path = pathOf(shapes);
	return (internals, props) =>
		Drawn(internals, {
			path,
			get size() {
				return props.size;
			},
			get class() {
				return props.class;
			},
			get label() {
				return props['aria-label'];
			},
		});
}
