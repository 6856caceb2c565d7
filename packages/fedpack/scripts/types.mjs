// Writes types/options.d.ts from the JSON schema of the configuration, which is made from the Rust types.
import fs from "node:fs";
import { compile } from "json-schema-to-typescript";

const schema = JSON.parse(fs.readFileSync(new URL("../../../docs/fedpack.schema.json", import.meta.url), "utf8"));
const text = await compile(schema, "FedpackOptions", {
  additionalProperties: false,
  bannerComment: "// Made from docs/fedpack.schema.json by `cargo xtask package`.",
  unknownAny: true,
});
// JSON has no regular expressions; JavaScript has.
const withRegexp = text.replace("export interface RawRegexp {", "export type RawRegexp = RegExp | RegexpAsData;\nexport interface RegexpAsData {");
if (withRegexp === text) throw new Error("the schema has no RawRegexp any more");
// Functions are marked for the Rust side alone.
const withFunctions = withRegexp.replace(/export interface RawScript \{[^}]*\}/, "export type RawScript = (...args: any[]) => any;");
if (withFunctions === withRegexp) throw new Error("the schema has no RawScript any more");
fs.writeFileSync(new URL("../types/options.d.ts", import.meta.url), withFunctions);
