import validatorFactory from '@fastify/ajv-compiler'
import serializerFactory from '@fastify/fast-json-stringify-compiler'
import type { FastifyInstance, FastifySchemaCompiler } from 'fastify'
import type { FastifySerializerCompiler } from 'fastify/types/schema.js'

type Validate = ((data: unknown) => boolean) & { errors?: unknown }
type Serialize = (data: unknown) => string

// query values stay strings (1e309 must not become a number), unknown body fields are refused where the schema says so
const validator = validatorFactory()(
  {},
  {
    customOptions: {
      coerceTypes: false,
      removeAdditional: false,
      allErrors: true,
      useDefaults: false,
      strict: false,
    },
  },
)
const serializer = serializerFactory()({}, {})

const validators = new WeakMap<object, Validate>()
const serializers = new WeakMap<object, Serialize>()

/** The entry of a schema, made when it is first asked for. */
function kept<T>(all: WeakMap<object, T>, schema: object, make: () => T): T {
  const known = all.get(schema)
  if (known !== undefined) return known
  const made = make()
  all.set(schema, made)
  return made
}

type ValidatorRoute = Parameters<FastifySchemaCompiler<object>>[0]
type SerializerRoute = Parameters<FastifySerializerCompiler<object>>[0]

/** The compiled validator of a route's schema. Throws where the schema cannot be compiled. */
export function validatorOf(route: ValidatorRoute): Validate {
  // the library is called with the route, though its types say schema
  return kept(validators, route.schema, () => validator(route) as Validate)
}

/** The compiled serializer of a route's reply. Throws where the schema cannot be compiled. */
export function serializerOf(route: SerializerRoute): Serialize {
  return kept(serializers, route.schema, () => serializer(route as Parameters<typeof serializer>[0]))
}

function lazyValidator(route: ValidatorRoute): Validate {
  const lazy: Validate = (data) => {
    const validate = validatorOf(route)
    const ok = validate(data)
    lazy.errors = validate.errors
    return ok
  }
  return lazy
}

/**
 * Compiles the schema of a route at its first request and once a process. Compiling all some 400 at the start took
 * most of a server's start; tests, which start many servers, share what is compiled.
 */
export function compileWhenAsked(app: FastifyInstance): void {
  app.setValidatorCompiler<object>((route) => lazyValidator(route) as ReturnType<FastifySchemaCompiler<object>>)
  app.setSerializerCompiler<object>((route) => (data) => serializerOf(route)(data))
}
