/** Face verification: what the application may use. Models are only ever loaded in the service's own processes. */
export { type Challenge, openChallenge } from './domain/challenge.ts'
export type { Crop, IdPhotoFinding } from './domain/id-photo.ts'
export { REASONS, type Reason, type ReasonCode, type ReasonKind, reason } from './domain/reasons.ts'
export { DEFAULT_SETTINGS, type FaceSettings, readSettings } from './domain/settings.ts'
export {
  type Enrolment,
  type Frame,
  type Liveness,
  PURPOSES,
  type Purpose,
  STEP_TEXT,
  STEPS,
  type Step,
  type Template,
  type Verdict,
  type VerdictResult,
} from './domain/types.ts'
export { type BasicPorts, basicProvider } from './providers/basic.ts'
export { type CertifiedPorts, certifiedProvider, type RedirectSession } from './providers/certified.ts'
export { type ProviderChoice, providerFor, readProviderChoice } from './providers/choose.ts'
export type * from './providers/types.ts'
export { type ClientOptions, type FaceClient, FaceUnavailable, faceClient } from './service/client.ts'
export { type LaunchedService, launchFaceService } from './service/launch.ts'
export { packTemplate, unpackTemplate, type WireTemplate } from './service/wire.ts'
export { CertifiedSimulator, type Outcome, type ReportFault } from './simulators/certified.ts'
