import httpSecurityHeaders from '@middy/http-security-headers';
import { docsStyleSource } from '../contract/docs-style.ts';

/** Nothing runs, nothing is loaded and nothing frames an answer; only the docs page's own style sheet applies. */
const contentSecurityPolicy: Record<string, string | undefined> = {
  'default-src': "'none'",
  'style-src': docsStyleSource,
  'base-uri': "'none'",
  'form-action': "'none'",
  'frame-ancestors': "'none'",
  // What the library would add: browsers show JSON poorly in a sandbox, there is nobody to report to, and the local
  // run has no TLS to upgrade to.
  sandbox: undefined,
  'report-to': undefined,
  'upgrade-insecure-requests': undefined,
};

/**
 * The middleware that adds the same security headers to every answer, whether it is a success, a refusal or a fault: the
 * library's own, but for what is said here.
 */
export function securityHeaders() {
  return httpSecurityHeaders({
    contentSecurityPolicy: contentSecurityPolicy as Record<string, string>,
    strictTransportSecurity: { maxAge: 365 * 24 * 60 * 60, includeSubDomains: false, preload: false },
    // Switches for pages that run scripts or for browsers long gone; an answer of data has no use for them.
    crossOriginEmbedderPolicy: false,
    crossOriginOpenerPolicy: false,
    dnsPrefetchControl: false,
    downloadOptions: false,
    originAgentCluster: false,
    permissionsPolicy: false,
    permittedCrossDomainPolicies: false,
  });
}
