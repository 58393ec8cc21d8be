import prettier from 'eslint-config-prettier'
import boundaries from 'eslint-plugin-boundaries'
import vue from 'eslint-plugin-vue'
import tseslint from 'typescript-eslint'
import { elements, policies } from './boundaries.config.js'

export default tseslint.config(
  { ignores: ['node_modules', 'dist', '**/generated.ts'] },
  ...tseslint.configs.strict,
  ...vue.configs['flat/recommended'],
  prettier,
  {
    files: ['**/*.vue'],
    languageOptions: { parserOptions: { parser: tseslint.parser } },
  },
  {
    files: ['src/**/*.{ts,vue}'],
    plugins: { boundaries },
    settings: {
      'boundaries/elements': elements,
      'import/resolver': { typescript: { project: './tsconfig.json' } },
    },
    rules: {
      'boundaries/dependencies': ['error', { default: 'disallow', policies }],
      'boundaries/no-unknown-files': 'error',
    },
  },
  {
    rules: {
      // An absent value is a state of its own (未报送 is not zero), so optional props have no default.
      'vue/require-default-prop': 'off',
      // Notice and Forbidden are clear names for components.
      'vue/multi-word-component-names': 'off',
      'no-console': 'error',
      eqeqeq: 'error',
    },
  },
)
