import Testing
import Text

@Suite struct PartitioningIndexTests {
  @Test func itIsTheFirstPlaceOfWhatIsBehindInEveryListAndForEveryPlace() {
    for count in 0...33 {
      let numbers = Array(0..<count)
      for first in 0...count {
        var asked = 0
        let index = numbers.partitioningIndex {
          asked += 1
          return $0 >= first
        }
        #expect(index == first && asked <= 6, "\(count), \(first)")
        #expect(numbers[(count / 2)...].partitioningIndex { $0 >= first } == max(first, count / 2))
      }
    }
  }
}
