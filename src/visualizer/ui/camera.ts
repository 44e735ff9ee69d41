import { h } from 'preact';
import type { ComponentChildren, FunctionComponent } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

export interface CameraProps {
  readonly width: number;
  readonly height: number;
  /** What to keep in sight; it is brought to the middle when it changes. */
  readonly focus: { readonly x: number; readonly y: number } | undefined;
  readonly label: string;
  readonly children: ComponentChildren;
}

interface Shot {
  readonly x: number;
  readonly y: number;
  readonly zoom: number;
}

/** Letters stay readable: no first look is further away than this. */
const READABLE = 0.74;
const ZOOM_MIN = 0.15;
const ZOOM_MAX = 2.5;
const STEP_PX = 80;

/** A drawing one can move about in: drag, wheel, buttons, arrow keys, `+`, `-`, `0`. */
export const Camera: FunctionComponent<CameraProps> = ({ width, height, focus, label, children }) => {
  const frame = useRef<SVGSVGElement>(null);
  const [shot, setShot] = useState<Shot>({ x: 0, y: 0, zoom: 1 });
  const [isFollowing, setFollowing] = useState(true);
  const size = (): { w: number; h: number } => ({
    w: frame.current?.clientWidth ?? 1,
    h: frame.current?.clientHeight ?? 1,
  });
  const fit = (): Shot => {
    const zoom = Math.min(1.15, size().w / width, size().h / height);
    return { zoom, x: (size().w - width * zoom) / 2, y: Math.max(0, (size().h - height * zoom) / 2) };
  };
  const follow = (): void => {
    const whole = fit();
    if (whole.zoom >= READABLE || focus === undefined) return setShot(whole);
    const place = (at: number, room: number, length: number): number =>
      length * READABLE < room
        ? (room - length * READABLE) / 2
        : Math.min(0, Math.max(room - length * READABLE, room / 2 - at * READABLE));
    return setShot({ zoom: READABLE, x: place(focus.x, size().w, width), y: place(focus.y, size().h, height) });
  };
  useEffect(() => {
    if (isFollowing) follow();
  }, [width, height, focus?.x, focus?.y, isFollowing]);
  const move = (change: (shot: Shot) => Shot): void => {
    setFollowing(false);
    setShot(change);
  };
  const zoomBy = (factor: number, at = { x: size().w / 2, y: size().h / 2 }): void =>
    move((now) => zoomed(now, factor, at));
  const keys: Readonly<Record<string, () => void>> = {
    ArrowLeft: () => move((now) => ({ ...now, x: now.x + STEP_PX })),
    ArrowRight: () => move((now) => ({ ...now, x: now.x - STEP_PX })),
    ArrowUp: () => move((now) => ({ ...now, y: now.y + STEP_PX })),
    ArrowDown: () => move((now) => ({ ...now, y: now.y - STEP_PX })),
    '+': () => zoomBy(1.25),
    '-': () => zoomBy(0.8),
    '0': () => move(fit),
  };
  const button = (name: string, text: string, onClick: () => void) =>
    h('button', { type: 'button', onClick, title: name, 'aria-label': name }, text);
  return h('div', { class: 'camera' }, [
    h(
      'svg',
      {
        ref: frame,
        role: 'img',
        'aria-label': label,
        tabIndex: 0,
        onKeyDown: (event: KeyboardEvent) => {
          const act = Object.hasOwn(keys, event.key) ? keys[event.key] : undefined;
          if (act === undefined) return;
          event.preventDefault();
          act();
        },
        onWheel: (event: WheelEvent) => {
          event.preventDefault();
          zoomBy(Math.exp(-event.deltaY / 500), { x: event.offsetX, y: event.offsetY });
        },
        onPointerMove: ({ buttons, movementX, movementY }: PointerEvent) => {
          if ((buttons & 1) === 1) move((now) => ({ ...now, x: now.x + movementX, y: now.y + movementY }));
        },
      },
      h('g', { transform: `translate(${shot.x} ${shot.y}) scale(${shot.zoom})` }, children),
    ),
    h('div', { class: 'camera-buttons' }, [
      button('Zoom in', '+', () => zoomBy(1.25)),
      button('Zoom out', '−', () => zoomBy(0.8)),
      button('Show all of it', 'Fit', () => move(fit)),
      h('button', { type: 'button', 'aria-pressed': isFollowing, onClick: () => setFollowing(!isFollowing) }, 'Follow'),
    ]),
  ]);
};

const zoomed = (now: Shot, factor: number, at: { readonly x: number; readonly y: number }): Shot => {
  const zoom = Math.max(ZOOM_MIN, Math.min(ZOOM_MAX, now.zoom * factor));
  const ratio = zoom / now.zoom;
  return { zoom, x: at.x - (at.x - now.x) * ratio, y: at.y - (at.y - now.y) * ratio };
};
