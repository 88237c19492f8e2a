import type { FaceStep } from '@zhuxue/contracts'

/**
 * A plain drawing of each movement, as in a mirror: the preview is mirrored too, so that the person's left is on the left
 * of the screen. Decoration only, the words beside it carry the meaning.
 */
export function StepPicture({ step }: { step: FaceStep }) {
  const shift = step === 'turn-left' ? -9 : step === 'turn-right' ? 9 : 0
  return (
    <svg class="face-step" viewBox="0 0 96 96" aria-hidden="true">
      <ellipse cx="48" cy="46" rx="27" ry="34" />
      <circle cx={38 + shift} cy="40" r="3" class="full" />
      <circle cx={58 + shift} cy="40" r="3" class="full" />
      <path d={`M${48 + shift * 1.5} 44v9`} />
      {step === 'open-mouth' ? (
        <ellipse cx="48" cy="66" rx="8" ry="8" class="full" />
      ) : (
        <path d={`M${40 + shift} 65q8 5 16 0`} />
      )}
      {shift !== 0 && (
        <path d={shift < 0 ? 'M16 84h34M16 84l7-6M16 84l7 6' : 'M80 84H46M80 84l-7-6M80 84l-7 6'} class="arrow" />
      )}
    </svg>
  )
}
