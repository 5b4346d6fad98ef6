import ChatModel
import Images
import Testing

/// From pixels to what terminals take.
@Suite struct ImageDrawingTests {
  @Test(arguments: [
    ((1600, 800), (80, 48), (80, 40)), ((800, 1600), (80, 48), (24, 48)), ((10, 10), (80, 48), (10, 10)),
    ((100_000, 1), (80, 48), (80, 1)), ((1, 100_000), (80, 48), (1, 48)), ((81, 48), (80, 48), (80, 47)),
    ((3, 3), (1, 1), (1, 1)),
  ])
  func itFitsInItsProportionsAndIsNeverLarger(image: (Int, Int), room: (Int, Int), wanted: (Int, Int)) {
    #expect(Pixels.fitted(width: image.0, height: image.1, into: room) == wanted)
  }

  @Test func smallerPixelsAreMeansWeightedByOpacity() {
    let pixels = Pixels(
      width: 2, height: 2, rgba: [255, 0, 0, 255, 0, 0, 255, 255, 0, 0, 255, 0, 0, 255, 0, 0])
    #expect(pixels.scaled(width: 1, height: 1).rgba == [128, 0, 128, 128])
    #expect(pixels.scaled(width: 2, height: 2) == pixels)
    let clear = Pixels(width: 1, height: 1, rgba: [10, 20, 30, 0])
    #expect(clear.flattened(onLight: true) == [255, 255, 255] && clear.flattened(onLight: false) == [0, 0, 0])
  }

  @Test func halfBlocksAreTwoPixelsACell() throws {
    let png = try ImageDecoding.png(ImageSamples.pixels(width: 2, height: 3))
    let drawn = try ImageDrawing.draw(png, on: ImageCanvas(columns: 10, rows: 10, form: .halfBlocks))
    let (red, blue, ground): ([UInt8], [UInt8], [UInt8]) = ([255, 0, 0], [0, 0, 255], [0, 0, 0])
    #expect(
      drawn
        == DrawnImage(
          form: .halfBlocks, columns: 2, rows: 2, width: 2, height: 3,
          bytes: red + blue + red + blue + red + blue + ground + ground))
    let small = try ImageDrawing.draw(
      ImageDecoding.png(ImageSamples.pixels(width: 160, height: 80)),
      on: ImageCanvas(columns: 8, rows: 9, form: .halfBlocks))
    #expect(small.columns == 8 && small.rows == 2 && small.width == 160)
    #expect(Array(small.bytes.prefix(3)) == red && Array(small.bytes.suffix(3)) == blue)
  }

  @Test(arguments: [ImageForm.kitty, .inline]) func aPNGCoversWholeCells(form: ImageForm) throws {
    let canvas = ImageCanvas(columns: 5, rows: 5, cellWidth: 10, cellHeight: 20, form: form)
    let drawn = try ImageDrawing.draw(ImageSamples.webp, on: canvas)
    #expect(drawn.columns == 2 && drawn.rows == 1 && drawn.form == form)
    let pixels = try ImageDecoding.decode(drawn.bytes, wanted: (100, 100)).pixels
    #expect(pixels.width == 20 && pixels.height == 20)
    #expect(Array(pixels.rgba.prefix(4)) == [255, 0, 0, 255])
    // What is beside the picture is nothing.
    #expect(Array(pixels.rgba.suffix(4)) == [0, 0, 0, 0])
  }

  @Test func largeOnesAreMadeSmallerBeforeTheyGoOverTheLine() throws {
    let png = try ImageDecoding.png(ImageSamples.pixels(width: 4000, height: 100))
    let drawn = try ImageDrawing.draw(png, on: ImageCanvas(columns: 900, rows: 300, form: .kitty))
    #expect(try ImageDecoding.decode(drawn.bytes, wanted: (9999, 9999)).pixels.width == 1600)
  }

  @Test func sixelsAreWrittenAColourAfterTheOther() throws {
    let pixels = ImageSamples.pixels(width: 10, height: 7)
    let text = String(decoding: Sixel.encoded(pixels, onLight: false), as: UTF8.self)
    #expect(
      text == "\"1;1;10;7#5;2;0;0;100#210;2;100;0;0#5!5?!5~$#210!5~-#5!5?!5@$#210!5@-")
  }

  /// No byte of a sixel sequence could end it.
  @Test func sixelsHoldNothingElse() throws {
    var pixels = ImageSamples.pixels(width: 60, height: 40)
    for index in pixels.rgba.indices where index % 4 != 3 { pixels.rgba[index] = UInt8(index * 7 % 256) }
    let bytes = Sixel.encoded(pixels, onLight: true)
    #expect(bytes.allSatisfy { (0x21...0x7E).contains($0) })
    #expect(bytes.count { $0 == UInt8(ascii: "-") } == 7)
    let canvas = ImageCanvas(columns: 10, rows: 3, cellWidth: 10, cellHeight: 20, form: .sixel)
    let drawn = try ImageDrawing.draw(ImageDecoding.png(pixels), on: canvas)
    #expect(drawn.columns == 6 && drawn.rows == 2)
  }
}
