/** Every case, by the file that tells what it is about. */
import type { Case } from '../suite/case.ts';
import { attachAndDetachCases } from './attach-and-detach.ts';

export const CASES: readonly Case[] = [...attachAndDetachCases];
