import { createSign, generateKeyPairSync, type KeyObject } from 'node:crypto';

/** An OpenID Connect issuer, as far as its tokens go. */
export class TokenIssuer {
  private readonly key: KeyObject;
  /** Its keys, as it would publish them. */
  readonly jwks: string;

  constructor(
    readonly issuer: string,
    readonly audience: string,
  ) {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    this.key = privateKey;
    this.jwks = JSON.stringify({ keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'test', alg: 'RS256', use: 'sig' }] });
  }

  /** A token with these claims, for an hour. */
  token(claims: object): string {
    const expires = Math.floor(Date.now() / 1000) + 3600;
    const text = [{ alg: 'RS256', kid: 'test', typ: 'JWT' }, { iss: this.issuer, aud: [this.audience], exp: expires, ...claims }].map(encoded).join('.');
    return `${text}.${createSign('RSA-SHA256').update(text).sign(this.key).toString('base64url')}`;
  }
}

function encoded(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}
