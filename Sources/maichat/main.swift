print("maichat")
