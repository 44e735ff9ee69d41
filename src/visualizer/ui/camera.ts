import { h } from 'preact';
import type { ComponentChild, ComponentChildren, FunctionComponent, RefObject } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Place } from '../chart-layout.ts';
import { fitted, followed, keyed, moved, zoomed } from './camera-shot.ts';
import type { Shot } from './camera-shot.ts';

export interface CameraProps {
  readonly width: number;
  readonly height: number;
  /** What to keep in sight; it is brought to the middle when it changes. */
  readonly focus: readonly Place[];
  readonly label: string;
  readonly children: ComponentChildren;
  /** Further buttons. */
  readonly tools?: ComponentChildren;
}

/** A drawing one can move about in: drag, wheel, buttons, arrow keys, `+`, `-`, `0`. */
export const Camera: FunctionComponent<CameraProps> = ({ width, height, focus, label, children, tools }) => {
  const frame = useRef<SVGSVGElement>(null);
  const [shot, setShot] = useState<Shot>({ x: 0, y: 0, zoom: 1 });
  const [isFollowing, setFollowing] = useState(true);
  const size = () => ({ width: frame.current?.clientWidth ?? 1, height: frame.current?.clientHeight ?? 1 });
  const middle = () => ({ x: size().width / 2, y: size().height / 2 });
  const fit = (): Shot => fitted({ width, height }, size());
  const room = useRoom(frame);
  useEffect(() => {
    if (isFollowing) setShot(followed({ width, height }, size(), focus));
  }, [width, height, room, isFollowing, focus.map(({ x, y }) => `${x},${y}`).join(' ')]);
  const move = (change: (shot: Shot) => Shot): void => {
    setFollowing(false);
    setShot(change);
  };
  const listeners = {
    onKeyDown: (event: KeyboardEvent) => {
      const change = keyed(event.key, middle(), fit());
      if (change === undefined) return;
      event.preventDefault();
      move(change);
    },
    onWheel: (event: WheelEvent) => {
      event.preventDefault();
      move((now) => zoomed(now, Math.exp(-event.deltaY / 500), { x: event.offsetX, y: event.offsetY }));
    },
    onPointerMove: ({ buttons, movementX, movementY }: PointerEvent) => {
      if ((buttons & 1) === 1) move((now) => moved(now, movementX, movementY));
    },
  };
  const placed = h('g', { transform: `translate(${shot.x} ${shot.y}) scale(${shot.zoom})` }, children);
  return h('div', { class: 'camera' }, [
    h('svg', { ref: frame, role: 'group', 'aria-label': label, tabindex: 0, ...listeners }, placed),
    h('div', { class: 'camera-buttons' }, [
      tools,
      button('Zoom in', '+', () => move((now) => zoomed(now, 1.25, middle()))),
      button('Zoom out', '−', () => move((now) => zoomed(now, 0.8, middle()))),
      button('Show all of it', 'Fit', () => move(fit)),
      h('button', { type: 'button', 'aria-pressed': isFollowing, onClick: () => setFollowing(!isFollowing) }, 'Follow'),
    ]),
  ]);
};

/** Changes whenever the element has another size. */
const useRoom = (frame: RefObject<Element | null>): string => {
  const [room, setRoom] = useState('');
  useEffect(() => {
    const { current } = frame;
    if (current === null) return undefined;
    const watching = new ResizeObserver(() => setRoom(`${current.clientWidth} ${current.clientHeight}`));
    watching.observe(current);
    return () => watching.disconnect();
  }, []);
  return room;
};

const button = (name: string, text: string, onClick: () => void): ComponentChild =>
  h('button', { type: 'button', onClick, title: name, 'aria-label': name }, text);
