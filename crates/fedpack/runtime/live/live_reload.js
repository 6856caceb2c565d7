// Loads the page again when the application has been built, or a remote that it knows. `fedpack serve --live` and
// `fedpack dev` put it at the end of each page that they serve; it is in no file of a build.
"use strict";
{
  /** Milliseconds between two looks at what tells nobody: on this machine, and elsewhere. */
  const [PAUSE, FAR] = [2000, 30_000];
  const own = /** @type {HTMLScriptElement} */ (document.currentScript).src;

  /**
   * Listens to a server of fedpack, which names its last build when it is asked, and each one after it.
   * @param {string} address
   * @param {() => void} [otherwise] the server says nothing of builds
   */
  const follow = (address, otherwise) => {
    /** @type {string | undefined} */
    let known;
    /** @type {EventSource | undefined} */
    let source;
    const listen = () => {
      if (source || document.hidden) return;
      source = new EventSource(address);
      source.onmessage = ({ data }) => {
        if (known !== undefined && known !== data) location.reload();
        known = data;
      };
      source.onerror = () => {
        if (source?.readyState !== EventSource.CLOSED) return;
        source = undefined;
        if (known === undefined && otherwise) {
          document.removeEventListener("visibilitychange", look);
          otherwise();
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
   */
  const poll = (address) => {
    /** `null`: it was not there. @type {string | null | undefined} */
    let known;
    const { hostname } = new URL(address);
    const isNear = /^(localhost|127\..*|\[::1\]|.*\.localhost)$/.test(hostname) || hostname === location.hostname;
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
        if (text !== null && known !== undefined && known !== text) location.reload();
        if (text !== null || known === undefined) known = text;
      }
      setTimeout(look, isNear ? PAUSE : FAR);
    };
    look();
  };

  /** Addresses that are known already. @type {Set<string>} */
  const seen = new Set();
  /** By origin; one that is silent tells nothing of builds. @type {Map<string, {isSilent: boolean, addresses: string[]}>} */
  const servers = new Map();
  // What the page's own server passes on, it does not tell of.
  servers.set(location.origin, { isSilent: true, addresses: [] });

  /** @param {string} text address of the entry or the manifest of a remote */
  const followRemote = (text) => {
    const { href, origin, protocol } = new URL(text, location.href);
    if (seen.has(href) || !/^https?:$/.test(protocol)) return;
    seen.add(href);
    const known = servers.get(origin);
    if (known?.isSilent) return poll(href);
    if (known) return void known.addresses.push(href);
    const server = { isSilent: false, addresses: [href] };
    servers.set(origin, server);
    follow(`${origin}/.fedpack/events`, () => {
      server.isSilent = true;
      server.addresses.forEach(poll);
    });
  };

  /** Remotes that are registered at run time: runtimes of Module Federation 2 list them. */
  const registered = () => {
    const instances = /** @type {any} */ (globalThis).__FEDERATION__?.__INSTANCES__ ?? [];
    return instances.flatMap((/** @type {any} */ instance) => instance.options?.remotes ?? []);
  };

  follow(new URL("events", own).href);
  fetch(new URL("remotes.json", own)).then(async (response) => {
    /** `null`: remotes are no reason to load the page again. @type {string[] | null} */
    const remotes = await response.json();
    if (remotes === null) return;
    remotes.forEach(followRemote);
    setInterval(() => {
      for (const { entry } of registered()) if (typeof entry === "string") followRemote(entry);
    }, PAUSE);
  });
}
