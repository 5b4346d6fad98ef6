/// What `part` takes out of `value`, for `try #require` where a case of an enum is expected.
package func matched<Value, Part>(_ value: Value, _ part: (Value) -> Part?) -> Part? { part(value) }
