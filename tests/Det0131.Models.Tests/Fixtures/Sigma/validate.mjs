// Reads a JSON list of YAML texts from standard input. Prints a JSON list: what is wrong with each against the schema beside this file ("" for
// nothing), and what a YAML parser reads in it.
import { readFileSync } from 'node:fs';
import Ajv from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { parseDocument } from 'yaml';

const ajv = new Ajv({ allErrors: true, strict: false });
addFormats(ajv);
const isValid = ajv.compile(JSON.parse(readFileSync(new URL('sigma-rule.schema.json', import.meta.url), 'utf8')));
const read = JSON.parse(readFileSync(0, 'utf8')).map(text => {
    const document = parseDocument(text, { strict: true, uniqueKeys: true });
    const found = [...document.errors, ...document.warnings].map(fault => fault.message);
    const rule = document.toJS();
    return { fault: found.length > 0 ? found.join('; ') : isValid(rule) ? '' : ajv.errorsText(isValid.errors), rule };
});
console.log(JSON.stringify(read));
