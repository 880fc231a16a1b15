// scripts/bundle.mjs turns HTML that a module imports into a text.
declare module "*.html" {
  const html: string;
  export default html;
}

declare module "*.link" {
  const text: string;
  export default text;
}
