"""Forms of South Asian and Muslim names."""

TEXT = """\
# South Asian and Muslim names: spellings and house names
Aaliyah Aliyah Alia Aliya Aliah Aleya Aaliya
Aamir Amir Ameer Aamer Amer
Aarav Arav Aarush
= Abdullah Abdulla Abdallah Abdoullah Abdulah
Abdurrahman Abdulrahman Abdurahman Abdirahman Abdelrahman Abdur Rahman
Abubakar Abubakr Abu Aboubakar Bakr
Adil Adeel Aadil Adel
Adnan Adnaan Addie
= Ahmed Ahmad Ahmet Achmed Ahamed Hamad Ahmadi
Aisha Ayesha Aysha Aishah Aiesha Isha Aicha Ayisha Eisha Aysha
Akash Aakash Aakaash
= Ali Aly Alli
Alina Aleena Alena Aalina
Amaan Aman Amann
Amina Aminah Ameena Amna Aamina Emina Aminata
Amira Ameera Amirah Ameerah
Amit Ameet Amitabh
Amrit Amrita Amreet Amritpal
Anaya Anaiya Anayah Inaya Inayah
Anil Aneel
Anisa Anisah Aneesa Anissa Aneesah
Anjali Anjalie Anju
Arjun Arjan Arjuna Arjen
Arun Aroon Aruna
Asif Aasif Asef
Asma Asmaa Aasma Esma
Ayaan Ayan Ayyan Aayan
= Aziz Azeez Abdulaziz
Bilal Bilaal Billal Belal
Daniyal Danyal Danial Daniel Danyaal
Daud Dawood Dawud Daood David
Deepak Dipak Deepu
Dhruv Dhruva Druv
Eesa Isa Essa Issa Esa Eisa
Ehsan Ihsan Ahsan
Faisal Faysal Feisal Faizal
Faiza Faizah Fayza
Farah Farrah Fara
Farhan Farhaan Ferhan
Farida Fareeda Faridah
Fatima Fatimah Fatema Faatimah Fathima Fatoumata Fatma Fatou Fatimata
Gurpreet Gurprit Preet Gurpreeth
Gursimran Simran Simmi
Habib Habeeb Habiba
Hadiya Hadia Hadiyah Haadiya
Hafsa Hafsah Hafza Hafssa
Halima Haleema Halimah Halimo
Hamza Hamzah Hamzaa Hamsa
Haris Harris Haaris Harith
Harpreet Harprit Preeti
Haroon Harun Haroun Aaron
= Hasan Hassan Hasaan
Hira Heera Hirah
= Hussain Hussein Husain Husayn Hossain Hosain Hussayn Hussien Hussan Huseyin
= Ibrahim Ibraheem Ebrahim Ibrahima Brahim
Idris Idrees Edris Idriss
Ilyas Ilyaas Elyas Elias
Imaan Iman Eman Imani Eemaan
Imran Emran Imraan Immy
Inaya Inayah Enaya
Iqra Ikra Iqrah
Ishaan Ishan Eshan Eeshan
= Ismail Ismaeel Ismael Ishmael Esmail Ismaaeel
= Jamal Jamaal Gamal Jammal
Jameel Jamil Gamil
Jannat Jannah Janat
Jasleen Jaslin Jas
Jaspreet Jasprit Jas Jassi Jass
= Javed Javid Jawed Jawaid
= Kamal Kamaal Kemal
= Karim Kareem Abdulkarim Kerim
Kashif Kaashif
Khadija Khadijah Khadeeja Kadija Hadija Khadeejah Khadijatu
= Khalid Khaled Kaleed Halid
Khalil Khaleel Halil
Kiran Kieran Kirandeep
Kulsum Kulsoom Kalsoom Umm
Lakshmi Laxmi Luxmi
Lubna Loubna
Mahdi Mehdi Mahdy
= Mahmood Mahmoud Mehmood Mahmud Mehmud
Maisha Mayisha Maishah
Malaika Malaikah Malayka Maleeka
= Malik Maalik Malek
Manpreet Manprit Mani Manny
Maryam Mariam Mariyam Maryum Mary Miriam Mariama Marium Meryem
Mehak Mahak Mehek
Mehreen Mahrin Mehrin
Mikael Mikail Mikhail Mikaeel Michael
Mubarak Mubarik Mobarak
Muneeb Munib Monib
Mustafa Mustapha Moustafa Mostafa
Muskaan Muskan
Nabil Nabeel Nabeela
Nadia Nadiya Naadia Nadiyah
Naima Naeema Naimah Nayma
Navdeep Nav Navi
Neha Nayha Niha
Nida Needa Nidah
Nikhil Nik Niki Nickhil
Noor Nur Nour Noora Nurah
= Omar Umar Omer Umer Oumar
Omair Umair Umayr
Osama Usama Ousama
Parveen Parvin Perveen
Pooja Puja Poojah
Prakash Parkash
Priya Pria Priyanka Preya
= Qasim Kasim Qaseem Kassim Cassim
Rabia Rabiah Rabiya Raabia
Rahim Raheem Abdurrahim
Rahul Raahul
Rajesh Raj Raju
Rajinder Raj Rajendra Rajinda
Ravi Ravinder Ravee Ravindra
Rayyan Rayan Raiyan Rayhan Rehan
Rehan Rayhan Raihan Reyhan
Reza Raza Rida Riza
Rizwan Ridwan Rizwaan Redwan
Rukhsana Ruksana Roxana Rukhsanah
Ruqayyah Ruqaiyah Rukaya Ruqaya Rukayat Rukhaya Ruqayya
Saad Sad Sa'ad
Sabah Saba Sabaa
Safa Saffa Safah
Safiya Safiyyah Sofia Safiyah Safia Safiyya
Saira Sairah Sayra Sara
Sajid Sajjid Sajeed
Sakina Sakeena Sakinah Sakinat
= Salim Saleem Selim Salem
Salma Salmah Selma
Salman Salmaan Selman
Samira Sameera Samirah
Sana Sanaa Sanah
Sanjay Sanjeev Sanj
Sarfraz Safraz Sarfaraz
Shabana Shabanah Shabnam
Shahid Shaheed Shahed
Shaima Shayma Shaimaa
Shanaya Shaniya Shanaia
Sharif Shareef Cherif
Shazia Shaziya
Simran Simranjit Simi Simmi
Soha Suha Sohaa
Subhan Subhaan Sobhan
Sukhdeep Sukh Sukhi
Sukhpreet Sukh Sukhi
= Suleiman Sulaiman Sulayman Suleman Soliman Souleymane Sulieman
Sumaiya Sumayya Sumaya Sumayyah Sumaiyah Soumaya
Tahir Taher Taahir
Tahira Taahira Tahirah
= Tanvir Tanveer Tanver
Taslima Tasleema Tasleem
Tayyab Tayab Tayyib Taib
Umaima Umayma Umaymah
= Usman Uthman Othman Osman Ousmane Usmaan Uthmaan
Vijay Vijai Bijoy
= Waleed Walid Oualid
Waqas Wakas Waqaas
Yahya Yahia Yahyaa Yehia
= Yaqub Yakub Yaqoob Yacoub
Yasin Yaseen Yassin Yaasin
Yasir Yasser Yaser Yaasir
= Yunus Younis Younus Yunis
= Yusuf Yousuf Yousef Youssef Yusef Yousaf Yusaf Yosef Youcef
Zahid Zaheed Zahed
Zain Zayn Zane Zayan Zein Zaine
Zaina Zayna Zainah Zeina
Zainab Zaynab Zeinab Zeynep Zainub Zenab Zeenab
Zakariya Zakaria Zakariyya Zakariah Zachary Zak Zakariyah
Zara Zahra Zaara Zarah Zahrah
Zeeshan Zishan Zeshan
Zubair Zubayr Zoubir Zubaer
Zunaira Zunairah Zonaira
"""
