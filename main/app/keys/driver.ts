/** The readers of drives, files and texts as the key service and the command line use them; loaded when needed. */
import type { Device, Failure, KeyGrade, KeySource } from '../../../preload/contract.ts';
import { openSource } from '../../bitlocker/disk/source.ts';
import { BitlockerError } from '../../bitlocker/errors.ts';
import { listVolumes } from '../../bitlocker/fve/read-volume.ts';
import type { FveVolume } from '../../bitlocker/fve/types.ts';
import { tryKeys, type TrialResult } from '../../bitlocker/proof/try-keys.ts';
import { type Candidate as ProofCandidate, type ProofOptions } from '../../bitlocker/proof/types.ts';
import { badGroups, checkDigits, digitsOf, groupsForDisplay, keyOf } from '../../bitlocker/recovery-password.ts';
import type { RegisterKey, SeenVolume } from '../../bitlocker/register/register.ts';
import { candidateCount, candidates } from '../../bitlocker/repair.ts';
import { recoveryInitial } from '../../bitlocker/stretch/initial.ts';
