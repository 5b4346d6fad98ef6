import System

/// The folder in which tests make folders of their own: the one that TMPDIR names, else /tmp. Without a slash at its end.
package let temporaryPlace: String = {
  var place = getenv("TMPDIR").map { String(cString: $0) } ?? ""
  while place.count > 1, place.last == "/" { place.removeLast() }
  return place.hasPrefix("/") ? place : "/tmp"
}()
