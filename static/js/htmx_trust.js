// Lets htmx work where the page demands Trusted Types, and takes away its power to run code.
// htmx only ever parses answers of this portal (its requests are same-origin). Scripts in them are left
// out: the page has what it needs already. Attributes that would be evaluated (hx-on, js:) are refused.
// The content security policy must name this policy: trusted-types portal; require-trusted-types-for 'script'.
"use strict";
(() => {
  const scripts = /<script\b[\s\S]*?<\/script\s*>/gi;
  // A script that slips through stays dead: its text is emptied here, and the browser refuses its address.
  const rules = { createHTML: (html) => html.replace(scripts, ""), createScript: () => "" };
  const policy = window.trustedTypes ? window.trustedTypes.createPolicy("portal", rules) : rules;
  const refuse = function () {
    throw new Error("This page does not evaluate code from attributes.");
  };
  window.htmx.registerExtension("portal", {
    init: (htmxInternals) => htmxInternals.initSecurity(policy, refuse, refuse),
  });
})();
