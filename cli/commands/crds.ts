import { Command } from 'commander';
import { crds, toYaml } from '../../lib';
import { type Io, print } from '../io';
import { examples } from '../options';

/** `ds crds`: what a cluster must know to take jobs. */
export function crdsCommand(io: Io): Command {
  return new Command('crds')
    .addHelpText('after', examples('ds crds | kubectl apply --server-side -f -'))
    .action(() => print(io, toYaml(crds())));
}
