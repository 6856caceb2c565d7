// Loads the page again when the application has been built, or a remote that it knows. `fedpack serve --live` and
// `fedpack dev` put it at the end of each page that they serve; it is in no file of a build.
"use strict";
{
  /** Milliseconds between two looks at what tells nobody: on this machine, and elsewhere. */
  const [PAUSE, FAR] = [2000, 30_000];
  const own = /** @type {HTMLScriptElement} */ (document.currentScript).src;
  /** Loads of the page in a row that an entry may cause which is another at each read. */
  const PATIENCE = 3;

  /**
   * Listens to a server of fedpack, which names its last build when it is asked, and each one after it.
   * @param {string} address
   * @param {string} [known] the build that the page is of
   * @param {(wasDown: boolean) => void} [otherwise] the server says nothing of builds
   */
  const follow = (address, known, otherwise) => {
    /** Nobody has answered at first: what the page wanted of it, it has not got. */
    let wasDown = false;
    /** @type {EventSource | undefined} */
    let source;
    const listen = () => {
      if (source || document.hidden) return;
      source = new EventSource(address);
      source.onmessage = ({ data }) => {
        if (known === undefined ? wasDown : known !== data) location.reload();
        known = data;
      };
      source.onerror = () => {
        if (source?.readyState !== EventSource.CLOSED) {
          wasDown ||= known === undefined;
          return;
        }
        source = undefined;
        if (known === undefined && otherwise) {
          document.removeEventListener("visibilitychange", look);
          otherwise(wasDown);
        } else {
          setTimeout(listen, PAUSE);
        }
      };
    };
    // A browser has few connections to a server: pages that nobody sees keep none. What they miss they find afterwards.
    const look = () => {
      if (!document.hidden) return listen();
      source?.close();
      source = undefined;
    };
    document.addEventListener("visibilitychange", look);
    listen();
  };

  /**
   * Reads the entry or the manifest of a remote that another tool has built, again and again.
   * @param {string} address
   * @param {boolean} wasDown nobody answered there when the page was loaded
   */
  const poll = (address, wasDown) => {
    /** `null`: it was not there. @type {string | null | undefined} */
    let known = wasDown ? null : undefined;
    const { hostname } = new URL(address);
    const isNear = /^(localhost|127\..*|\[::1\]|.*\.localhost)$/.test(hostname) || hostname === location.hostname;
    const loads = loadsFor(address);
    /** The second text that the page reads says whether the entry stays the same while nobody builds. */
    let isSettled = false;
    const look = async () => {
      if (!document.hidden) {
        /** @type {string | null} */
        let text = null;
        try {
          const response = await fetch(address, { cache: "no-cache" });
          if (response.ok) text = await response.text();
        } catch {
          // Down, or not to be read by this page.
        }
        if (text !== null && known !== undefined) {
          if (known !== text) {
            const count = isSettled || known === null ? 0 : loads.count();
            if (count >= PATIENCE) {
              console.warn(`[fedpack] ${address} is another text each time: it is not followed any more.`);
              return;
            }
            loads.set(count + 1);
            location.reload();
          } else if (!isSettled) {
            isSettled = true;
            loads.set(0);
          }
        }
        if (text !== null || known === undefined) known = text;
      }
      setTimeout(look, isNear ? PAUSE : FAR);
    };
    look();
  };

  /**
   * How often in a row the page was loaded again for an address, before it was seen to stay the same.
   * @param {string} address
   */
  const loadsFor = (address) => {
    const key = `fedpack live ${address}`;
    return {
      count() {
        try {
          return Number(sessionStorage.getItem(key));
        } catch {
          // Without a memory, as in frames with a sandbox, nothing would end it.
          return PATIENCE;
        }
      },
      /** @param {number} count */
      set(count) {
        try {
          if (count) sessionStorage.setItem(key, String(count));
          else sessionStorage.removeItem(key);
        } catch {
          // See above.
        }
      },
    };
  };

  /** Addresses that are known already. @type {Set<string>} */
  const seen = new Set();
  /** By origin; one that is silent tells nothing of builds. @type {Map<string, {isSilent: boolean, wasDown: boolean, addresses: string[]}>} */
  const servers = new Map();
  // What the page's own server passes on, it does not tell of.
  servers.set(location.origin, { isSilent: true, wasDown: false, addresses: [] });

  /**
   * @param {string} text address of the entry or the manifest of a remote
   * @param {string} [base] of the page that names it
   */
  const followRemote = (text, base = location.href) => {
    let address;
    try {
      address = new URL(text, base);
    } catch {
      // A page may register anything; the runtime tells of it.
      return;
    }
    const { href, origin, protocol } = address;
    if (seen.has(href) || !/^https?:$/.test(protocol)) return;
    seen.add(href);
    const known = servers.get(origin);
    if (known?.isSilent) return poll(href, known.wasDown);
    if (known) return void known.addresses.push(href);
    const server = { isSilent: false, wasDown: false, addresses: [href] };
    servers.set(origin, server);
    follow(`${origin}/.fedpack/events`, undefined, (wasDown) => {
      Object.assign(server, { isSilent: true, wasDown });
      for (const address of server.addresses) poll(address, wasDown);
    });
  };

  /** Remotes that are registered at run time: runtimes of Module Federation 2 list them. */
  const registered = () => {
    const instances = /** @type {any} */ (globalThis).__FEDERATION__?.__INSTANCES__ ?? [];
    return instances.flatMap((/** @type {any} */ instance) => instance.options?.remotes ?? []);
  };

  /**
   * Follows those, now and later.
   * @param {(address: string, base: string) => void} take
   */
  const followRegistered = (take) => {
    setInterval(() => {
      for (const { entry } of registered()) if (typeof entry === "string") take(entry, location.href);
    }, PAUSE);
  };

  /** What frames of the same server use of this page. `undefined`: remotes are no reason to load pages again. */
  const SHARED = Symbol.for("fedpack live reload");
  /** @typedef {{ follow?: (address: string, base: string) => void }} Shared */
  /** @type {Shared} */
  const shared = {};
  /** @type {any} */ (globalThis)[SHARED] = shared;

  const start = () => {
    follow(new URL("events", own).href, new URL(own).searchParams.get("build") ?? undefined);
    fetch(new URL("remotes.json", own)).then(async (response) => {
      /** `null`: remotes are no reason to load the page again. @type {string[] | null} */
      const remotes = await response.json();
      if (remotes === null) return;
      shared.follow = followRemote;
      for (const remote of remotes) followRemote(remote);
      followRegistered(followRemote);
    });
  };

  /**
   * The outermost page around a frame that is of the same server. With it, its frames are loaded again: they need no
   * connections, of which a browser has six to a server.
   * @returns {Window | undefined}
   */
  const outermost = () => {
    let found;
    for (let page = window; page !== window.top; ) {
      page = /** @type {typeof window} */ (/** @type {unknown} */ (page.parent));
      try {
        if (page.location.origin === location.origin) found = page;
      } catch {
        // Of another server.
      }
    }
    return found;
  };

  const page = outermost();
  /** Its script comes last: it has run when the page is complete. */
  const lead = () => {
    const leader = /** @type {Shared | undefined} */ (/** @type {any} */ (page)[SHARED]);
    if (leader) followRegistered((address, base) => leader.follow?.(address, base));
    else start();
  };
  if (!page) start();
  else if (page.document.readyState === "loading") page.document.addEventListener("DOMContentLoaded", lead);
  else lead();
}
