export default {
  extends: ['stylelint-config-standard', 'stylelint-config-standard-vue'],
  rules: {
    // Kiosk browsers may be older than range notation.
    'media-feature-range-notation': 'prefix',
    // Safari knows only the prefixed name.
    'property-no-vendor-prefix': [true, { ignoreProperties: ['text-size-adjust'] }],
    // Sixteenths and thirty-seconds of a rem are whole pixels.
    'number-max-precision': 5,
    // Scoped styles of Vue, also in files of their own.
    'selector-pseudo-class-no-unknown': [true, { ignorePseudoClasses: ['deep', 'slotted', 'global'] }],
    // Rules are ordered by what they style; scoped styles keep their selectors apart.
    'no-descending-specificity': null,
  },
}
