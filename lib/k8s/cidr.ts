import type { FieldError } from '../errors';

/** What is wrong with a range of addresses. */
export function checkCidr(path: string, cidr: string): FieldError[] {
  const [address = '', length = '', ...rest] = cidr.split('/');
  const bits = isIpv4(address) ? 32 : isIpv6(address) ? 128 : -1;
  if (rest.length === 0 && /^(0|[1-9]\d{0,2})$/.test(length) && Number(length) <= bits) return [];
  const reason = `not a range of addresses (given ${JSON.stringify(cidr)}). Allowed: an IPv4 or IPv6 range in CIDR notation. Write it like "10.20.0.0/16".`;
  return [{ path, reason }];
}

/** Whether a text is an address, of IPv4 or IPv6. */
export function isAddress(text: string): boolean {
  return isIpv4(text) || isIpv6(text);
}

function isIpv4(text: string): boolean {
  const octets = text.split('.');
  return octets.length === 4 && octets.every((octet) => /^(0|[1-9]\d{0,2})$/.test(octet) && Number(octet) <= 255);
}

function isIpv6(text: string): boolean {
  return text.includes(':') && URL.canParse(`http://[${text}]/`);
}
