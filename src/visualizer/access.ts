/** Who may speak to the visualizer: pages it served itself, by a name of this machine. */
export interface Access {
  /** A name other than this machine's own in `Host` is a foreign page whose name was pointed here. */
  isOwnHost(host: string | undefined): boolean;
  /** Browsers always tell the origin of a socket and of a POST; what tells none is not a page. */
  isOwnOrigin(origin: string | undefined): boolean;
}

const LOOPBACK = ['127.0.0.1', 'localhost', '[::1]'];

export const isLoopback = (host: string): boolean => ['127.0.0.1', 'localhost', '::1'].includes(host);

/** `port` is asked each time: it is known once the server listens. */
export const accessOf = (port: () => number): Access => {
  const hosts = (): readonly string[] => LOOPBACK.map((name) => `${name}:${port()}`);
  return {
    isOwnHost: (host) => host !== undefined && hosts().includes(host.toLowerCase()),
    isOwnOrigin: (origin) => origin === undefined || hosts().some((host) => origin.toLowerCase() === `http://${host}`),
  };
};

/** Of the style that the logo of the price chart brings along. */
const LOGO_STYLE = 'sha256-3pRED1tOXas1FXFoPb9TGCjmYe9XQsmO9OV23khV2nY=';

/** Sent with every answer. */
export const securityHeaders: Readonly<Record<string, string>> = {
  'content-security-policy': `default-src 'none'; script-src 'self'; style-src 'self' '${LOGO_STYLE}'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=()',
  'cache-control': 'no-store',
};
