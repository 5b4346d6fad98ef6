import ChatModel
import Text

extension APIRequest {
  /// One step: the file itself, in a form, to the route of that name.
  package static func upload(_ upload: UploadRequest, at base: BaseURL) -> APIRequest {
    form(upload, url: base.joining(["attachments-upload"]))
  }

  /// The older way of one step.
  package static func uploadToAttachments(_ upload: UploadRequest, at base: BaseURL) -> APIRequest {
    form(upload, url: base.joining(["attachments"]))
  }

  private static func form(_ upload: UploadRequest, url: String) -> APIRequest {
    APIRequest(method: .post, url: url, form: FormBody(upload))
  }

  /// Asks for the permission to put the file into the storage.
  package static func uploadPermission(_ upload: UploadRequest, at base: BaseURL) -> APIRequest {
    APIRequest(
      method: .post, url: base.joining(["upload-presigned-url"]),
      body: JSONText.encoded(
        PermissionBody(
          fieldName: "file", fileSize: upload.file.size, filename: upload.filename, modelName: "attachment")))
  }

  /// Puts the file into the storage, which is not the service and must not see its key.
  package static func store(_ upload: UploadRequest, _ permission: UploadPermission) -> APIRequest {
    var form = FormBody(upload)
    form.fields = permission.fields
    return APIRequest(method: .post, url: permission.url, form: form, authorization: .none)
  }

  /// Makes an attachment of a stored file; in a conversation where one is given.
  package static func register(
    _ upload: UploadRequest, key: String, in conversation: RemoteConversationID?, at base: BaseURL
  ) -> APIRequest {
    let route = conversation.map { ["conversations", $0.rawValue, "attachments"] } ?? ["attachments"]
    return APIRequest(
      method: .post, url: base.joining(route),
      body: JSONText.encoded(
        RegistrationBody(
          conversation: conversation?.rawValue, file: key, filename: upload.filename,
          type: upload.file.type.kind.rawValue)))
  }
}

extension FormBody {
  init(_ upload: UploadRequest) {
    self.init(filename: upload.filename, contentType: upload.file.type.mime, fileSize: upload.file.size)
  }
}

private struct PermissionBody: Encodable {
  let fieldName: String
  let fileSize: Int64
  let filename: String
  let modelName: String
}

private struct RegistrationBody: Encodable {
  let conversation: String?
  let file: String
  let filename: String
  let type: String
}
