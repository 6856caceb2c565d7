// What importing a file that is not JavaScript gives.

declare module '*.module.css' {
  // The namespace makes `import * as styles` legal for `export =`.
  const classes: { readonly [className: string]: string };
  namespace classes {}
  export = classes;
}

declare module '*.css' {}

declare module '*.svg' {
  const url: string;
  export default url;
}

declare module '*.png' {
  const url: string;
  export default url;
}
