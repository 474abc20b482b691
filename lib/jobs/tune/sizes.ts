import type { FieldError } from '../../errors';
import { stableJson } from '../../catalog/stable-json';
import { byteLength } from '../../schema/bounds';
import type { Job } from '../kind';
import { description } from './description';
import type { HyperTuneSpec, Parameter } from './spec';
import { placeholder, texts, trialJob, writtenAt } from './trial';

/** Linux starts no program with a text above 128 KiB among its arguments and variables; the rest is for the variable's name. @see execve(2), MAX_ARG_STRLEN */
const LARGEST_TEXT = 131_000;

/** What would keep the study's program, or that of a trial, from starting. */
export function tooLargeTexts(job: Job<HyperTuneSpec>): FieldError[] {
  const told = byteLength(stableJson(description(job.spec), 0));
  const study = told <= LARGEST_TEXT ? [] : [{ path: 'spec.parameters', reason: `${tooLarge(told)} Give fewer or shorter values.` }];
  return [...study, ...filledTexts(job)];
}

/** Arguments and variables of a trial, with the longest values in their places. */
function filledTexts(job: Job<HyperTuneSpec>): FieldError[] {
  return texts(trialJob(job).spec, 'spec').flatMap(({ path, text }) => {
    if (!/^spec\.(args|env)\b/.test(path)) return [];
    const size = job.spec.parameters.reduce((sum, parameter) => {
      const place = placeholder(parameter.name);
      return sum + (text.split(place).length - 1) * (longest(parameter) - place.length);
    }, byteLength(text));
    return size <= LARGEST_TEXT ? [] : [{ path: writtenAt(job.spec, path), reason: `${tooLarge(size)} Use fewer parameters in it, or shorter values.` }];
  });
}

function tooLarge(size: number): string {
  return `is too large to start a program with (given ${size} bytes in all). Allowed: ${LARGEST_TEXT} bytes.`;
}

/** A number has fewer digits than this, however it is written. */
const LONGEST_NUMBER = 128;

function longest({ feasibleSpace: { list } }: Parameter): number {
  return list === undefined ? LONGEST_NUMBER : Math.max(...list.map(byteLength));
}
