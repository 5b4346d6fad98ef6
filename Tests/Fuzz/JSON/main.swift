import DecodingChecks

// libFuzzer's own main cannot be linked into what SwiftPM builds, which gives main a name of its module's; its driver can.

@_silgen_name("LLVMFuzzerRunDriver")
private func runFuzzer(
  _ count: UnsafeMutablePointer<CInt>,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
  _ test: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt

var count = CommandLine.argc
var arguments = CommandLine.unsafeArgv
let result = runFuzzer(&count, &arguments) { bytes, count in
  if let problem = JSONCheck.problem(with: Array(UnsafeBufferPointer(start: bytes, count: count))) {
    fatalError(problem)
  }
  return 0
}
if result != 0 { fatalError("the fuzzer ended with \(result)") }
