"use strict";
(async () => {
  const words = JSON.parse(document.getElementById("words").textContent);
  const token = document.getElementById("token").textContent.trim();
  const list = document.getElementById("checks");
  const trusted = document.getElementById("trusted");
  const [head, body, seal] = token.split(".");

  function bytes(text) {
    const raw = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
    return Uint8Array.from(raw, letter => letter.charCodeAt(0));
  }
  function read(text) {
    return JSON.parse(new TextDecoder("utf-8", {fatal: true}).decode(bytes(text)));
  }
  // did:key: base58 of 0xed 0x01 and the 32 bytes of the key.
  function keyOf(did) {
    const letters = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    let number = 0n;
    for (const letter of did.slice("did:key:z".length)) {
      const place = letters.indexOf(letter);
      if (place < 0) throw new Error("base58");
      number = number * 58n + BigInt(place);
    }
    const hex = number.toString(16).padStart(68, "0");
    const raw = Uint8Array.from(hex.match(/../g), pair => parseInt(pair, 16));
    if (raw.length !== 34 || raw[0] !== 0xed || raw[1] !== 1 || !did.startsWith("did:key:z")) throw new Error("key");
    return raw.slice(2);
  }
  async function signatureHolds(issuer) {
    const header = read(head);
    if (header.alg !== "EdDSA" || header.kid !== issuer + "#" + issuer.slice("did:key:".length)) return false;
    const key = await crypto.subtle.importKey("raw", keyOf(issuer), {name: "Ed25519"}, false, ["verify"]);
    return crypto.subtle.verify({name: "Ed25519"}, key, bytes(seal), new TextEncoder().encode(head + "." + body));
  }
  // The facts on the page are those that are signed, whatever was written there.
  function tell(claims) {
    for (const place of document.querySelectorAll("[data-from]")) {
      const value = place.dataset.from.split(".").reduce((whole, key) => whole?.[key], claims);
      if (value !== undefined) place.textContent = String(value).replace("T00:00:00Z", "");
      else place.textContent = place.dataset.from === "credentialSubject.result.0.value" ? words.no_level : "?";
    }
  }
  function show(found) {
    list.replaceChildren(...found.map(([result, reason]) => {
      const item = document.createElement("li");
      item.textContent = words[result] + " – " + reason;
      return item;
    }));
    const results = found.map(([result]) => result);
    const verdict = results.includes("failed") ? "invalid" : results.includes("unable") ? "unknown" : "valid";
    document.getElementById("verdict").textContent = words[verdict];
  }
  async function check() {
    const found = [];
    let claims;
    try {
      claims = read(body);
      tell(claims);
      const holds = await signatureHolds(claims.iss);
      found.push([holds ? "passed" : "failed", holds ? words.signed : words.changed]);
    } catch (error) {
      const able = error.name !== "NotSupportedError" && globalThis.crypto && crypto.subtle;
      found.push(able ? ["failed", words.changed] : ["unable", words.old_browser]);
    }
    if (claims) {
      const now = Date.now() / 1000;
      const fits = claims.nbf <= now && now < claims.exp;
      found.push([fits ? "passed" : "failed", fits ? words.in_time : words.out_of_time]);
      const wanted = trusted.value.trim();
      if (!wanted) found.push(["unable", words.no_issuer]);
      else found.push(wanted === claims.iss ? ["passed", words.issuer] : ["failed", words.other_issuer]);
    }
    show(found);
  }
  trusted.addEventListener("input", check);
  await check();
})();
