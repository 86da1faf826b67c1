import type { Sha256 } from '@annals/domain';
import { hash } from 'node:crypto';

/** SHA-256 by Node, in one call. */
export const sha256: Sha256 = (input) => hash('sha256', input, 'base64url');
