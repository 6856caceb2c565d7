/** As much of a document as the runtime uses. */

class FakeElement {
  constructor(document, tag) {
    this.document = document;
    this.tagName = tag.toUpperCase();
    this.attributes = {};
    this.listeners = { load: [], error: [] };
    this.parentNode = null;
  }
  setAttribute(name, value) {
    this.attributes[name] = String(value);
  }
  getAttribute(name) {
    return this.attributes[name] ?? null;
  }
  addEventListener(type, listener) {
    this.listeners[type].push(listener);
  }
  remove() {
    const { elements } = this.document;
    if (elements.includes(this)) elements.splice(elements.indexOf(this), 1);
    this.parentNode = null;
  }
  /** Lets the browser be done with it. */
  fire(type) {
    if (type === "load" && this.tagName === "LINK") this.sheet = {};
    const event = { type, target: this };
    const handler = this["on" + type];
    if (handler) handler(event);
    this.listeners[type].forEach((listener) => listener(event));
  }
}
for (const name of ["src", "href"]) {
  Object.defineProperty(FakeElement.prototype, name, {
    get() {
      const value = this.getAttribute(name);
      return value === null ? "" : new URL(value, this.document.baseURI).href;
    },
    set(value) {
      this.setAttribute(name, value);
    },
  });
}
for (const name of ["rel", "as"]) {
  Object.defineProperty(FakeElement.prototype, name, {
    get() {
      return this.getAttribute(name) ?? "";
    },
    set(value) {
      this.setAttribute(name, value);
    },
  });
}

class FakeDocument {
  constructor(baseURI) {
    this.baseURI = baseURI;
    this.elements = [];
    this.currentScript = null;
    this.head = {
      appendChild: (element) => {
        element.parentNode = this.head;
        this.elements.push(element);
        return element;
      },
    };
  }
  createElement(tag) {
    return new FakeElement(this, tag);
  }
  get scripts() {
    return this.getElementsByTagName("script");
  }
  getElementsByTagName(tag) {
    return this.elements.filter((element) => element.tagName === tag.toUpperCase());
  }
  /** Lists of `tag[name=value][name="value"]`. */
  querySelector(selectors) {
    const alternatives = selectors.match(/[a-z]+(\[[a-z-]+=("(\\.|[^"])*"|[a-z]+)\])+/g);
    const matches = (element) =>
      alternatives.some((selector) => {
        const tag = selector.slice(0, selector.indexOf("["));
        const conditions = [...selector.matchAll(/\[([a-z-]+)=("(?:\\.|[^"])*"|[a-z]+)\]/g)];
        return (
          element.tagName === tag.toUpperCase() &&
          conditions.every(
            ([, name, value]) =>
              element.getAttribute(name) === (value[0] === '"' ? JSON.parse(value) : value),
          )
        );
      });
    return this.elements.find(matches) ?? null;
  }
  /** The newest element of a kind. */
  last(tag) {
    return this.getElementsByTagName(tag).at(-1);
  }
}

/** Puts a page into the globals; the result takes it away again. */
export function installPage(address = "http://localhost:3000/shop/index.html") {
  const document = new FakeDocument(address);
  const names = ["document", "location", "window", "self"];
  const before = names.map((name) => Object.getOwnPropertyDescriptor(globalThis, name));
  const define = (name, value) =>
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  define("document", document);
  define("location", new URL(address));
  define("window", globalThis);
  define("self", globalThis);
  const leave = () =>
    names.forEach((name, index) => {
      if (before[index]) Object.defineProperty(globalThis, name, before[index]);
      else delete globalThis[name];
    });
  return { document, leave };
}
