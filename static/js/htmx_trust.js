// Lets htmx work where the page demands Trusted Types, and takes away its power to run code.
// htmx only ever parses answers of this portal (its requests are same-origin); the text of scripts in
// them is emptied, and attributes that would be evaluated (hx-on, js:) are refused.
// The content security policy must name this policy: trusted-types portal; require-trusted-types-for 'script'.
"use strict";
(() => {
  const rules = { createHTML: (html) => html, createScript: () => "" };
  const policy = window.trustedTypes ? window.trustedTypes.createPolicy("portal", rules) : rules;
  const refuse = function () {
    throw new Error("This page does not evaluate code from attributes.");
  };
  window.htmx.registerExtension("portal", {
    init: (htmxInternals) => htmxInternals.initSecurity(policy, refuse, refuse),
  });
})();
