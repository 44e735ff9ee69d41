/** Where the camera stands: the drawing is moved by (x, y) px after zooming. */
export interface Shot {
  readonly x: number;
  readonly y: number;
  readonly zoom: number;
}

interface Point {
  readonly x: number;
  readonly y: number;
}
interface Size {
  readonly width: number;
  readonly height: number;
}

/** Letters stay readable: no first look is further away than this. */
const READABLE = 0.8;
const CLOSEST_FIT = 1.15;
const ZOOM_MIN = 0.15;
const ZOOM_MAX = 2.5;
const STEP_PX = 80;

/** All of the drawing. */
export const fitted = (drawing: Size, frame: Size): Shot => {
  const zoom = Math.min(CLOSEST_FIT, frame.width / drawing.width, frame.height / drawing.height);
  return {
    zoom,
    x: (frame.width - drawing.width * zoom) / 2,
    y: Math.max(0, (frame.height - drawing.height * zoom) / 2),
  };
};

/**
 * All of it where that can be read, else as near as it must be, `focus` in the middle and no empty margin: all of its boxes,
 * or the first where they do not fit together.
 */
export const followed = (drawing: Size, frame: Size, boxes: readonly (Point & Size)[]): Shot => {
  const whole = fitted(drawing, frame);
  const [first] = boxes;
  if (whole.zoom >= READABLE || first === undefined) return whole;
  const around = boundsOf(boxes);
  const fits = around.width * READABLE <= frame.width && around.height * READABLE <= frame.height;
  const focus = middleOf(fits ? around : first);
  return {
    zoom: READABLE,
    x: placed(focus.x * READABLE, frame.width, drawing.width * READABLE),
    y: placed(focus.y * READABLE, frame.height, drawing.height * READABLE),
  };
};

const middleOf = ({ x, y, width, height }: Point & Size): Point => ({ x: x + width / 2, y: y + height / 2 });

const boundsOf = (boxes: readonly (Point & Size)[]): Point & Size => {
  const x = Math.min(...boxes.map((box) => box.x));
  const y = Math.min(...boxes.map((box) => box.y));
  const width = Math.max(...boxes.map((box) => box.x + box.width)) - x;
  return { x, y, width, height: Math.max(...boxes.map((box) => box.y + box.height)) - y };
};

const placed = (at: number, room: number, length: number): number =>
  length < room ? (room - length) / 2 : Math.min(0, Math.max(room - length, room / 2 - at));

/** Nearer or further; what is under `at` stays there. */
export const zoomed = (now: Shot, factor: number, at: Point): Shot => {
  const zoom = Math.max(ZOOM_MIN, Math.min(ZOOM_MAX, now.zoom * factor));
  const ratio = zoom / now.zoom;
  return { zoom, x: at.x - (at.x - now.x) * ratio, y: at.y - (at.y - now.y) * ratio };
};

export const moved = (now: Shot, dx: number, dy: number): Shot => ({ ...now, x: now.x + dx, y: now.y + dy });

/** What a key does; `undefined` for keys that mean nothing here. */
export const keyed = (key: string, middle: Point, whole: Shot): ((now: Shot) => Shot) | undefined => {
  switch (key) {
    case 'ArrowLeft':
      return (now) => moved(now, STEP_PX, 0);
    case 'ArrowRight':
      return (now) => moved(now, -STEP_PX, 0);
    case 'ArrowUp':
      return (now) => moved(now, 0, STEP_PX);
    case 'ArrowDown':
      return (now) => moved(now, 0, -STEP_PX);
    case '+':
      return (now) => zoomed(now, 1.25, middle);
    case '-':
      return (now) => zoomed(now, 0.8, middle);
    case '0':
      return () => whole;
    default:
      return undefined;
  }
};
