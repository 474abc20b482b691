import { principalOf } from '../../../lib/hadoop/tickets';

test('principals follow the pattern of the site', () => {
  expect(principalOf('davideis', { realm: 'EXAMPLE.COM' })).toBe('davideis@EXAMPLE.COM');
  expect(principalOf('$&', { realm: 'EXAMPLE.COM', principal: 'ds/{user}@EXAMPLE.ORG' })).toBe('ds/$&@EXAMPLE.ORG');
});
